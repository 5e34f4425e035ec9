// Package run is what a command does with files of profiles: it reads their rows, has them scored or ranked by a server,
// writes the results in any format, and accounts for every row.
package run
