package extract_test

const confined = true
