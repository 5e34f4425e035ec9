package client

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Backup writes a copy of all that the server stores, as a database file, and says what it holds. Without an error it is whole:
// its size and digest are those that the server sent.
func Backup(ctx context.Context, server *Client, to io.Writer) (*lexfitv1.BackupManifest, error) {
	ctx, cancel := context.WithCancel(ctx) // ends the stream where the copy ends early
	defer cancel()
	stream, err := server.Admin.Backup(ctx, &lexfitv1.BackupRequest{})
	if err != nil {
		return nil, wrap(err)
	}
	var manifest *lexfitv1.BackupManifest
	sum, size := sha256.New(), int64(0)
	for {
		reply, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, wrap(err)
		}
		if told := reply.GetManifest(); told != nil {
			manifest = told
			continue
		}
		_, _ = sum.Write(reply.GetData()) // a hash never fails
		size += int64(len(reply.GetData()))
		if _, err := to.Write(reply.GetData()); err != nil {
			return nil, fmt.Errorf("write backup: %w", err)
		}
	}
	if manifest == nil || size != manifest.GetSizeBytes() || hex.EncodeToString(sum.Sum(nil)) != manifest.GetDigest() {
		return nil, fmt.Errorf("the backup is not whole: %d bytes of %d came", size, manifest.GetSizeBytes())
	}
	return manifest, nil
}
