package server

import (
	"io"
	"net/http"
	"testing"

	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// sendPart announces a message of so many bytes on a stream and sends a part of it. The answer, if there is ever one, is read
// until the stream ends; the function ends it.
func sendPart(t *testing.T, client *http.Client, address string, announced, sent int) (end func()) {
	t.Helper()
	body, write := io.Pipe()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+lexfitv1grpc.MatchService_ScoreCandidates_FullMethodName, body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/grpc")
	request.Header.Set("Te", "trailers")
	done := make(chan struct{})
	go func() {
		defer close(done)
		reply, err := client.Do(request)
		if err != nil {
			return // that is what is tried
		}
		_, _ = io.Copy(io.Discard, reply.Body)
		_ = reply.Body.Close()
	}()
	go func() {
		_, _ = write.Write([]byte{0, byte(announced >> 24), byte(announced >> 16), byte(announced >> 8), byte(announced)})
		_, _ = write.Write(make([]byte, sent))
	}()
	return func() {
		_ = write.CloseWithError(io.ErrUnexpectedEOF)
		<-done
	}
}

// overHTTP2 is a client of plain HTTP/2 with one connection.
func overHTTP2() *http.Client {
	protocols := &http.Protocols{}
	protocols.SetUnencryptedHTTP2(true)
	return &http.Client{Transport: &http.Transport{Protocols: protocols}}
}
