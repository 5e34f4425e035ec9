package etcdstore

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Every value begins with a line: a name, the checksum of all the rest, the nonce of the write, how the body is packed, and its
// length unpacked. etcd checks none of what it keeps against the key it keeps it under, and anybody may write there by hand.
//
//	lexfit/1 1c291ca3 9f86d081884c7d65 zstd 184223
const (
	frameName  = "lexfit/1"
	frameLine  = 128 // bytes of that line, at most
	packedFrom = 1 << 10

	// mostBody is the largest body that is unpacked.
	mostBody = 64 << 20
)

const (
	plain  = "plain"
	packed = "zstd"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// record is a value taken out of its frame.
type record struct {
	nonce string // of the write that it comes of
	body  []byte
}

// newNonce names a write, so that whoever made it knows it again.
func newNonce() string {
	data := make([]byte, 8)
	_, _ = rand.Read(data) // it never fails
	return hex.EncodeToString(data)
}

// packer packs and unpacks bodies. It is safe for concurrent use.
type packer struct {
	encoder *zstd.Encoder
	decoder *zstd.Decoder
}

func newPacker() (*packer, error) {
	encoder, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return nil, err
	}
	decoder, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(mostBody), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil, err
	}
	return &packer{encoder, decoder}, nil
}

func (p *packer) close() {
	_ = p.encoder.Close() // nothing is buffered
	p.decoder.Close()
}

// frame makes the value of a key.
func (p *packer) frame(key, nonce string, body []byte) []byte {
	how, data := plain, body
	if len(body) >= packedFrom {
		if small := p.encoder.EncodeAll(body, nil); len(small) < len(body) {
			how, data = packed, small
		}
	}
	size := strconv.Itoa(len(body))
	value := make([]byte, 0, frameLine+len(data))
	value = fmt.Appendf(value, "%s %08x %s %s %s\n", frameName, checksum(key, nonce, how, size, data), nonce, how, size)
	return append(value, data...)
}

func checksum(key, nonce, how, size string, data []byte) uint32 {
	sum := crc32.Update(0, castagnoli, []byte(strings.Join([]string{key, nonce, how, size, ""}, "\n")))
	return crc32.Update(sum, castagnoli, data)
}

// unframe takes a value apart, or says what is wrong with it.
func (p *packer) unframe(key string, value []byte) (record, error) {
	line, _, ok := bytes.Cut(value[:min(len(value), frameLine)], []byte{'\n'})
	parts := strings.Split(string(line), " ")
	if !ok || len(parts) != 5 || parts[0] != frameName {
		return record{}, damage(key, "was not written by lexfit")
	}
	data := value[len(line)+1:]
	nonce, how := parts[2], parts[3]
	if fmt.Sprintf("%08x", checksum(key, nonce, how, parts[4], data)) != parts[1] {
		return record{}, damage(key, "has a wrong checksum: it was changed by other hands")
	}
	size, err := strconv.Atoi(parts[4])
	if err != nil || size < 0 || size > mostBody {
		return record{}, damage(key, "has a length that lexfit does not write")
	}
	if how == packed {
		if data, err = p.decoder.DecodeAll(data, make([]byte, 0, min(size, 1<<20))); err != nil {
			return record{}, damage(key, "cannot be unpacked")
		}
	}
	if how != plain && how != packed || len(data) != size {
		return record{}, damage(key, "has a wrong length")
	}
	return record{nonce, data}, nil
}
