package run

import (
	"fmt"
	"strings"
)

// Account tells what became of every row of a run, and how the run ended.
type Account struct {
	// Err is why the run ended before its time, or badly; nil where it came to its end.
	Err error
	// Failed says that a file could not be read to its end, or its results not be written, which was said at once.
	Failed bool
	// Files account for each file.
	Files []FileCount
	// Done is what became of the rows that are fine: scored or converted.
	Done string
	// Repeats are the first rows whose candidate_id stands in a row before, and MoreRepeats how many there are besides.
	Repeats     []Repeat
	MoreRepeats int
	// unread are the cells that could not be read and were left out of their profiles.
	unread kinds
	// Mixed says that the file of rejected rows cannot be read as one file.
	Mixed bool
	// Under is how many candidates are below the score that was insisted on.
	Under int
	// Kept is what an interrupted run has kept for one that goes on with it; nil where there is nothing.
	Kept *Kept
}

// FileCount accounts for the rows of one file.
type FileCount struct {
	// Name is the file's name for people.
	Name string
	Count
}

// Repeat is a row whose candidate_id stands in a row before.
type Repeat struct {
	// ID is the candidate_id, At where it stands, as file:line, and First where it stands first.
	ID, At, First string
}

// Kept is what an interrupted run has kept.
type Kept struct {
	// Path is the file that is not there yet.
	Path string
	// Rows is how many rows are done.
	Rows int
}

// Total accounts for all files.
func (a *Account) Total() Count {
	var sum Count
	for _, file := range a.Files {
		sum.add(file.Count)
	}
	return sum
}

// mostFiles is how many files are accounted for one by one; of more, those without a rejected row are summed up.
const mostFiles = 20

// Tell says all of it. The message is why the run ended badly, for people; empty where it did not, or where it was said.
func (a *Account) Tell(console *Console, message string) {
	a.unread.tell(console)
	for _, repeat := range a.Repeats {
		console.Remark("%s: candidate_id %q stands at %s too: both are %s", repeat.At, repeat.ID, repeat.First, a.Done)
	}
	if a.MoreRepeats > 0 {
		console.Remark("and %d more rows with a candidate_id that stands before", a.MoreRepeats)
	}
	if a.Mixed {
		console.Remark("the rejected rows are of several kinds or have several heads: take them apart by %s before they are run again", "FILE"+RejectsSuffix)
	}
	if message != "" {
		console.fail(message)
	}
	a.byFile(console)
	sum := a.Total()
	console.Remark("%s", sum.sentence(a.Done))
	if a.Kept != nil {
		console.Complain("%s is not there yet: %s kept beside it; go on with the same command and --resume", quoted(a.Kept.Path), rowsAre(a.Kept.Rows))
	}
}

func (a *Account) byFile(console *Console) {
	if len(a.Files) < 2 {
		return
	}
	var whole Count
	files := 0
	for _, file := range a.Files {
		if len(a.Files) > mostFiles && file.Rejected == 0 && file.Read == file.Scored+file.Elsewhere {
			whole.add(file.Count)
			files++
			continue
		}
		console.Remark("%s: %s", file.Name, file.sentence(a.Done))
	}
	if files > 0 {
		console.Remark("%d files without a rejected row: %s", files, whole.sentence(a.Done))
	}
}

// quoted is a file for people.
func quoted(path string) string {
	if strings.ContainsAny(path, " \t") {
		return fmt.Sprintf("%q", path)
	}
	return path
}

func rowsAre(rows int) string {
	if rows == 1 {
		return "1 row is done and"
	}
	return fmt.Sprintf("%d rows are done and", rows)
}
