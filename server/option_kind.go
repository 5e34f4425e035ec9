package server

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"
)

// optionKind is what values of an option look like in the file.
type optionKind struct {
	want   string         // in words, for whoever wrote another
	tags   []string       // of YAML
	schema map[string]any // of JSON Schema
	list   bool
	// parse makes the value that stands in the file of the text that a flag takes.
	parse func(text string) any
	// read reports whether a flag takes the text.
	read func(text string) error
}

func (k optionKind) takes(tag string) bool { return slices.Contains(k.tags, tag) }

// try reports whether a flag would take the texts, without setting it.
func (k optionKind) try(texts []string) error {
	if k.list {
		return nil
	}
	if k.read(texts[0]) != nil {
		return wanted(k.want)
	}
	return nil
}

// wanted is a value of another kind.
type wanted string

func (w wanted) Error() string { return "want " + string(w) }

// durationPattern is what Go reads as a duration of 0 or more.
const durationPattern = `^([0-9]+(\.[0-9]*)?(ns|us|µs|ms|s|m|h))+$`

// kindOf says what values of an option look like.
func kindOf(flag *pflag.Flag) optionKind {
	switch flag.Value.Type() {
	case "bool":
		return optionKind{
			want: "true or false", tags: []string{"!!bool"}, schema: map[string]any{"type": "boolean"},
			parse: func(text string) any { return text == "true" },
			read:  func(text string) error { _, err := strconv.ParseBool(text); return err },
		}
	case "int", "int32", "int64", "uint", "uint32", "uint64":
		return optionKind{
			want: "a whole number", tags: []string{"!!int"}, schema: map[string]any{"type": "integer"},
			parse: func(text string) any { number, _ := strconv.ParseInt(text, 0, 64); return number },
			read:  func(text string) error { _, err := strconv.ParseInt(text, 0, 64); return err },
		}
	case "float32", "float64":
		return optionKind{
			want: "a number", tags: []string{"!!int", "!!float"}, schema: map[string]any{"type": "number"},
			parse: func(text string) any { number, _ := strconv.ParseFloat(text, 64); return number },
			read:  func(text string) error { _, err := strconv.ParseFloat(text, 64); return err },
		}
	case "duration":
		return optionKind{
			want: "a length of time with its unit, such as 20s or 1h30m", tags: []string{"!!str", "!!int"},
			schema: map[string]any{"anyOf": []any{map[string]any{"type": "string", "pattern": durationPattern}, map[string]any{"const": 0}}},
			parse:  func(text string) any { return text },
			read:   func(text string) error { _, err := time.ParseDuration(text); return err },
		}
	case "stringSlice", "stringArray", "stringToString": // pairs are texts such as name=value
		words := map[string]any{"type": "string"}
		return optionKind{
			want: "a text, or a list of texts", tags: []string{"!!str"}, list: true,
			schema: map[string]any{"anyOf": []any{words, map[string]any{"type": "array", "items": words}}},
			parse: func(text string) any {
				text = strings.Trim(text, "[]")
				if text == "" {
					return []string{}
				}
				return slices.Sorted(slices.Values(strings.Split(text, ","))) // pairs come in any order
			},
		}
	}
	kind := optionKind{
		want: "a text, in quotes where it looks like a number or a date", tags: []string{"!!str"}, schema: map[string]any{"type": "string"},
		parse: func(text string) any { return text },
		read:  func(string) error { return nil },
	}
	if words := flag.Annotations[valuesAnnotation]; len(words) > 0 {
		kind.schema["enum"] = words
	}
	return kind
}

// schemaOf is a JSON Schema of the file, which editors complete and check by.
func schemaOf(flags *pflag.FlagSet) map[string]any {
	properties := map[string]any{}
	for _, flag := range options(flags) {
		kind := kindOf(flag)
		kind.schema["description"] = flag.Usage
		kind.schema["default"] = kind.parse(flag.DefValue)
		properties[flag.Name] = kind.schema
	}
	return map[string]any{
		"$schema": "http://json-schema.org/draft-07/schema#", "title": "Settings of lexfitd", "type": "object",
		"additionalProperties": false, "properties": properties,
	}
}
