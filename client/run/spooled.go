package run

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"google.golang.org/protobuf/encoding/protodelim"

	"github.com/lexfit/lexfit/client/render"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// spooled notes answers for a document that is made when all are there, so that a run can be interrupted and gone on with
// whatever it makes.
type spooled struct{ to io.Writer }

// Add notes an answer.
func (s *spooled) Add(answer *lexfitv1.ScoreCandidateResponse, person render.Person) error {
	who := person.Profile
	if who == nil {
		who = &lexfitv1.CandidateProfile{DisplayName: person.Name}
	}
	if _, err := protodelim.MarshalTo(s.to, who); err != nil {
		return err
	}
	_, err := protodelim.MarshalTo(s.to, answer)
	return err
}

// Close has nothing to add.
func (s *spooled) Close() error { return nil }

// unspool gives what was noted to the printer of the document.
func unspool(from io.Reader, to render.Scores) error {
	reader := bufio.NewReader(from)
	limits := protodelim.UnmarshalOptions{MaxSize: -1} // of our own making
	for {
		who := &lexfitv1.CandidateProfile{}
		err := limits.UnmarshalFrom(reader, who)
		if errors.Is(err, io.EOF) {
			return to.Close()
		}
		answer := &lexfitv1.ScoreCandidateResponse{}
		if err == nil {
			err = limits.UnmarshalFrom(reader, answer)
		}
		if err != nil {
			return fmt.Errorf("read back what was noted: %w", err)
		}
		if err := to.Add(answer, render.Person{Name: who.GetDisplayName(), Profile: who}); err != nil {
			return err
		}
	}
}
