package extract

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/lexfit/lexfit/client/intake/document"
)

// protocol is the version of what parent and child say to each other: it changes with every change of that, and of what a document is.
//
// Each message is a frame: its length in four bytes, the highest first, and as many bytes. The parent begins with settings, the child
// answers with a greeting; then a file comes, its bytes and nothing else, and an answer goes, and so on until the parent closes.
const protocol = 1

// mostFrame is the longest frame that is read, in bytes.
const mostFrame = 256 << 20

// settings are what a child begins with.
type settings struct {
	Protocol int    `json:"protocol"`
	Limits   Limits `json:"limits"`
	OCR      string `json:"ocr,omitempty"`
}

// greeting is who answers.
type greeting struct {
	Program  string   `json:"program"`
	Protocol int      `json:"protocol"`
	Formats  []Format `json:"formats"`
}

// program is what a child calls itself, so that any other program that answers is known for one.
const program = "lexfit-extract"

// answer is what became of a file.
type answer struct {
	Document *document.Document `json:"document,omitempty"`
	Why      Why                `json:"why,omitempty"`
	Says     string             `json:"says,omitempty"`
}

func answerOf(made *document.Document, err error) answer {
	switch refusal := asRefusal(err); {
	case refusal != nil:
		return answer{Why: refusal.Why, Says: refusal.Says}
	case err != nil:
		return answer{Why: Broken, Says: "could not be read: save it anew, as PDF or DOCX"}
	default:
		return answer{Document: made}
	}
}

func (a answer) result() (*document.Document, error) {
	if a.Document == nil {
		return nil, &RefusalError{Why: a.Why, Says: a.Says}
	}
	return a.Document, nil
}

func writeFrame(to io.Writer, data []byte) error {
	var head [4]byte
	binary.BigEndian.PutUint32(head[:], uint32(len(data)))
	if _, err := to.Write(head[:]); err != nil {
		return fmt.Errorf("write a frame: %w", err)
	}
	if _, err := to.Write(data); err != nil {
		return fmt.Errorf("write a frame: %w", err)
	}
	return nil
}

var errLongFrame = errors.New("a frame is longer than any message")

func readFrame(from io.Reader, most int64) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return nil, fmt.Errorf("read a frame: %w", err)
	}
	length := int64(binary.BigEndian.Uint32(head[:]))
	if length > most {
		return nil, errLongFrame
	}
	// The room grows with what comes, not with what is said to come.
	data, err := io.ReadAll(io.LimitReader(from, length))
	if err == nil && int64(len(data)) < length {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return nil, fmt.Errorf("read a frame: %w", err)
	}
	return data, nil
}

func writeMessage(to io.Writer, message any) error {
	data, err := json.Marshal(message)
	if err != nil {
		return fmt.Errorf("write a message: %w", err)
	}
	return writeFrame(to, data)
}

func readMessage(from io.Reader, into any) error {
	data, err := readFrame(from, mostFrame)
	if err != nil {
		return err
	}
	return unmarshal(data, into)
}

func unmarshal(data []byte, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("read a message: %w", err)
	}
	return nil
}
