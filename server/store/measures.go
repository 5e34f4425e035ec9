package store

// Measured is a Store that can say how it does. What it says is of the store, never of what is kept in it.
type Measured interface {
	// Measures returns what can be said now; nothing, once the store is closed. Names and help never change between calls.
	Measures() []Measure
}

// Measure is one figure of a store.
type Measure struct {
	// Name is lower case with underscores and ends in the unit, as Prometheus asks: file_bytes, writes_total.
	Name string
	Help string
	// Counter says that the value only grows; otherwise it goes up and down.
	Counter bool
	Value   float64
}
