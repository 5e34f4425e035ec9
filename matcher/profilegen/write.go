package profilegen

import (
	"fmt"
	"strings"
)

// months counts months from the start of year 0.
type months int

func month(year, most int) months { return months(year*12 + most - 1) }

func (m months) year() int { return int(m) / 12 }

func (m months) month() int { return int(m)%12 + 1 }

// days is the length of the month.
func (m months) days() int {
	switch m.month() {
	case 2:
		if other := m.year(); other%4 == 0 && (other%100 != 0 || other%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// date writes a month as a year, a month or a day of it.
func (d dice) date(months months) string {
	switch roll := d.IntN(100); {
	case roll < 20:
		return fmt.Sprintf("%04d", months.year())
	case roll < 75:
		return fmt.Sprintf("%04d-%02d", months.year(), months.month())
	}
	day := d.between(1, months.days())
	if d.chance(10) {
		day = months.days()
	}
	return fmt.Sprintf("%04d-%02d-%02d", months.year(), months.month(), day)
}

// skillName writes a skill the way people do: plain, shouted, qualified, in a list, with a version, or wrong.
func (d dice) skillName(career career) string {
	known := func() string {
		if d.chance(65) {
			return pick(d, career.skills)
		}
		return pick(d, skills)
	}
	switch roll := d.IntN(100); {
	case roll < 46:
		return known()
	case roll < 52:
		return strings.ToUpper(known())
	case roll < 57:
		return strings.ToLower(known())
	case roll < 64:
		return pick(d, before) + " " + known()
	case roll < 70:
		return known() + " " + pick(d, after)
	case roll < 77:
		return d.misspell(known())
	case roll < 83:
		return known() + pick(d, joints) + known()
	case roll < 86:
		return known() + ", " + known() + " and " + known()
	case roll < 89:
		return fmt.Sprintf("%s %d wpm", pick(d, typing), d.between(25, 110))
	case roll < 96:
		return pick(d, foreign)
	}
	return pick(d, oddities)
}

// duty writes a sentence about a job.
func (d dice) duty(career career) string {
	sentence := pick(d, career.duties)
	switch roll := d.IntN(100); {
	case roll < 12:
		return fmt.Sprintf("%s %s, %s and %s.", pick(d, verbs), pick(d, skills), pick(d, career.skills), pick(d, skills))
	case roll < 18:
		return pick(d, idleDuties)
	case roll < 24:
		return sentence + "\n" + pick(d, career.duties)
	}
	return sentence
}

// misspell makes one slip of the pen in the middle of a long word: a letter left out, doubled, or two swapped.
func (d dice) misspell(text string) string {
	words := strings.Split(text, " ")
	i := d.IntN(len(words))
	letters := []rune(words[i])
	if len(letters) < 4 {
		return text
	}
	at := d.between(1, len(letters)-2)
	switch d.IntN(3) {
	case 0:
		letters = append(letters[:at], letters[at+1:]...)
	case 1:
		letters = append(letters[:at+1], letters[at:]...)
	default:
		letters[at], letters[at+1] = letters[at+1], letters[at]
	}
	words[i] = string(letters)
	return strings.Join(words, " ")
}
