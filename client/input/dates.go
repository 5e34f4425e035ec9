package input

import "regexp"

// The orders in which a date with slashes can be read.
type reading int

const (
	noDate reading = iota
	monthFirst
	dayFirst
	bothOrders
)

// orderOf says in which order a date such as 03/04/2019 can be read.
func orderOf(cell string) reading {
	list := slashDate.FindStringSubmatch(cell)
	if list == nil {
		return noDate
	}
	return noDate
}

var americanCell = regexp.MustCompile(`^$`)

func american(string) bool { return americanCell.MatchString("x") }
