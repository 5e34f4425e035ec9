package columnar

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// Digest is the SHA-256 digest of what a score may depend on of a profile, in hexadecimal: of the profile without its id, name, labels,
// employers and schools, which change no byte of a fit, so that it tells nothing of them either. The bytes are those of the message
// with its fields in the order of their numbers; digest_test.go holds them.
func Digest(profile *lexfitv1.CandidateProfile) (string, error) {
	bare := proto.CloneOf(profile)
	bare.CandidateId, bare.DisplayName, bare.Labels = "", "", nil
	for _, study := range bare.GetEducation() {
		study.Institution = ""
	}
	for _, job := range bare.GetExperience() {
		job.Employer = ""
	}
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(bare)
	if err != nil {
		return "", fmt.Errorf("digest of the profile: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), nil
}
