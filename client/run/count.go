package run

import "fmt"

// Count accounts for rows: each that was read is scored, rejected, of another shard, or unfinished.
type Count struct {
	Read     int `json:"read"`
	Scored   int `json:"scored"`
	Rejected int `json:"rejected"`
	// Elsewhere are the rows of other shards.
	Elsewhere int `json:"elsewhere,omitempty"`
}

func (c *Count) add(more Count) {
	c.Read += more.Read
	c.Scored += more.Scored
	c.Rejected += more.Rejected
	c.Elsewhere += more.Elsewhere
}

// sentence is the count in words. Done is what became of the rows that are fine.
func (c *Count) sentence(done string) string {
	sentence := fmt.Sprintf("read %d = %s %d + rejected %d", c.Read, done, c.Scored, c.Rejected)
	if c.Elsewhere > 0 {
		sentence += fmt.Sprintf(" + not of this shard %d", c.Elsewhere)
	}
	if unfinished := c.Read - c.Scored - c.Rejected - c.Elsewhere; unfinished > 0 {
		sentence += fmt.Sprintf(" + unfinished %d", unfinished)
	}
	return sentence
}
