package server

import (
	"google.golang.org/protobuf/proto"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// optioned is a request for scores: it carries options, and has a deprecated field for some of what they say.
type optioned interface {
	proto.Message
	GetOptions() *lexfitv1.ScoreOptions
}

// optionsOf are the options that a request carries, or else what its deprecated fields say. Both may be set where they say the
// same, so that a client can speak to a server that knows the old fields alone.
func optionsOf(request optioned) (*lexfitv1.ScoreOptions, error) {
	given := request.GetOptions()
	flat := &lexfitv1.ScoreOptions{}
	from, to := request.ProtoReflect(), flat.ProtoReflect()
	var differing []*lexfitv1.FieldViolation
	for i := range to.Descriptor().Fields().Len() {
		field := to.Descriptor().Fields().Get(i)
		deprecated := from.Descriptor().Fields().ByName(field.Name())
		switch {
		case deprecated == nil || !from.Has(deprecated):
		case given == nil:
			to.Set(field, from.Get(deprecated))
		case !from.Get(deprecated).Equal(given.ProtoReflect().Get(field)):
			name := string(field.Name())
			differing = append(differing, &lexfitv1.FieldViolation{
				Field: name, Description: "must be what options." + name + " is, or left out: options say all of it",
			})
		}
	}
	if len(differing) > 0 {
		return nil, invalid(differing)
	}
	if given != nil {
		return given, nil
	}
	return flat, nil
}
