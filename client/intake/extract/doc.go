// Package extract reads the file of a résumé into lines of text with their place and look: a document.Document.
//
// What a file is, its bytes say. Each format is a Reader; Plain has all of them but PDF, whose reader (package pdf) brings a whole
// program along and is registered by whoever has room for it.
//
// Files come from strangers. So they are read in a child process that opens nothing and knows no name: Serve is the child's side, Pool
// the parent's. A file that crashes, hangs or fills the child costs that file, and the rest go on.
package extract
