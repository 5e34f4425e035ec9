// Package beam is lexfit's engine in a pipeline of Apache Beam: a rulebook is compiled once in every process that works, and each
// row is scored to the bytes that the command lexfit score writes.
//
// Score is the transform for a pipeline that has its rows from somewhere and takes the results somewhere; Rows reads them from
// files. ScoreFiles does all of it, from files to files: each piece of a file is read, scored and written by one worker, so that
// no result travels or is held, and the pieces, in the order of their names, are what the command writes.
//
// A row that cannot be scored is never lost and stops nothing: it comes out beside the results, with its file, its line and every
// reason, as lexfit score --rejects has them. Counters say how many rows there were of each kind and hold no word of a profile.
package beam
