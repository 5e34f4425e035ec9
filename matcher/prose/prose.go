// Package prose holds what sentences are made of: numbers, lengths, amounts and lists as people write them, and the words for
// the contract's levels and bands. The engine and everything that prints for people say the same thing the same way by it.
package prose

import (
	"fmt"
	"strconv"
	"strings"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// LookFirst begins a question about what a machine read and nobody has confirmed; where a must hangs on it, ThenAsk leads to what else to
// ask.
const (
	LookFirst = "Confirm against the résumé: "
	ThenAsk   = " Then: "
)

// Or writes a list as "a, b or c".
func Or(list []string) string { return join(list, " or ") }

// And writes a list as "a, b and c".
func And(list []string) string { return join(list, " and ") }

func join(list []string, last string) string {
	switch count := len(list); count {
	case 0:
		return ""
	case 1:
		return list[0]
	default:
		return strings.Join(list[:count-1], ", ") + last + list[count-1]
	}
}

// Count writes a number with its noun: 1 step, 2 steps.
func Count(count int, noun string) string {
	if count == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(count) + " " + noun + "s"
}

// Tenths writes points of 1000 as people read them: 646 is 64.6.
func Tenths(points int32) string {
	return strconv.Itoa(int(points/10)) + "." + strconv.Itoa(int(points%10))
}

// SignedTenths writes thousandths of a point as people read points: 12 345 is +1.23.
func SignedTenths(milli int32) string {
	sign := "+"
	if milli < 0 {
		sign, milli = "−", -milli
	}
	return fmt.Sprintf("%s%d.%02d", sign, milli/10_000, milli%10_000/100)
}

// Percent writes a value of 10 000 as a percentage, without its sign.
func Percent(value int32) string {
	if value%100 == 0 {
		return strconv.Itoa(int(value / 100))
	}
	return strconv.FormatFloat(float64(value)/100, 'f', 1, 64)
}

// Years writes months in years, or in months below one year.
func Years(months int32) string {
	switch {
	case months == 1:
		return "1 month"
	case months < 12:
		return strconv.Itoa(int(months)) + " months"
	case months == 12:
		return "1 year"
	case months%12 == 0:
		return strconv.Itoa(int(months/12)) + " years"
	default:
		return strconv.FormatFloat(float64(months*10/12)/10, 'f', 1, 64) + " years"
	}
}

// Dollars writes an amount of 0 or more, such as $1,500; a dollar stands for next to nothing.
func Dollars(amount int32) string {
	if amount <= 1 {
		return "next to no cost"
	}
	return "$" + Thousands(amount)
}

// Thousands writes a whole number of 0 or more with its thousands apart: 12,345.
func Thousands(count int32) string {
	digits := strconv.Itoa(int(count))
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Article puts "a" or "an" before a noun.
func Article(noun string) string {
	if noun != "" && strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// Stop ends a text with a full stop.
func Stop(text string) string {
	if strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// Shorten cuts a long text at a word, at 60 bytes or less.
func Shorten(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	cut := strings.LastIndexByte(text[:most], ' ')
	if cut <= 0 {
		letters := []rune(text)
		cut = len(string(letters[:min(len(letters), most/2)]))
	}
	return text[:cut] + " …"
}

// Level is a level of education in words.
func Level(level lexfitv1.EducationLevel) string {
	switch level {
	case lexfitv1.EducationLevel_EDUCATION_LEVEL_UNSPECIFIED:
		return "education"
	case lexfitv1.EducationLevel_EDUCATION_LEVEL_HIGH_SCHOOL:
		return "high-school diploma"
	case lexfitv1.EducationLevel_EDUCATION_LEVEL_POSTSECONDARY_CERTIFICATE:
		return "certificate"
	case lexfitv1.EducationLevel_EDUCATION_LEVEL_ASSOCIATE:
		return "associate degree"
	case lexfitv1.EducationLevel_EDUCATION_LEVEL_BACHELOR:
		return "bachelor's degree"
	case lexfitv1.EducationLevel_EDUCATION_LEVEL_MASTER:
		return "master's degree"
	case lexfitv1.EducationLevel_EDUCATION_LEVEL_JURIS_DOCTOR:
		return "Juris Doctor"
	case lexfitv1.EducationLevel_EDUCATION_LEVEL_DOCTORATE:
		return "doctorate"
	case lexfitv1.EducationLevel_EDUCATION_LEVEL_NONE:
		return "no degree"
	}
	return "education"
}

// Interest is an interest in words.
func Interest(interest lexfitv1.Interest) string { return plain(interest.String(), "INTEREST_") }

// Proficiency is a proficiency in words.
func Proficiency(level lexfitv1.Proficiency) string { return plain(level.String(), "PROFICIENCY_") }

func plain(name, prefix string) string {
	return strings.ToLower(strings.ReplaceAll(strings.TrimPrefix(name, prefix), "_", " "))
}

// Band is a band in a sentence: strong, good, possible, and weak for everything below.
func Band(band lexfitv1.Band) string {
	switch band {
	case lexfitv1.Band_BAND_STRONG:
		return "strong"
	case lexfitv1.Band_BAND_GOOD:
		return "good"
	case lexfitv1.Band_BAND_POSSIBLE:
		return "possible"
	case lexfitv1.Band_BAND_NOT_ENOUGH_SAID:
		return NotEnoughSaid
	case lexfitv1.Band_BAND_WEAK, lexfitv1.Band_BAND_INELIGIBLE, lexfitv1.Band_BAND_UNSPECIFIED:
	}
	return "weak"
}

// BandName is a band as tables write it: STRONG.
func BandName(band lexfitv1.Band) string { return strings.TrimPrefix(band.String(), "BAND_") }
