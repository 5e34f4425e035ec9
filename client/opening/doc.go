// Package opening makes a client's opening, a job order, of the few words in which a client asks for somebody: a role, musts and
// plusses, years, pay, a place (opening.go). Each wish is read by the service's own reading of names (wish.go, reading.go).
package opening
