package server

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"
	"go.yaml.in/yaml/v3"
)

// Settings come from four places, the first that speaks wins: flag, environment, file, default. The set of flags is the one list
// of options: the names in the environment and in the file, the schema of the file and what config prints all follow from it.

const (
	// configFlag names the file; it is the one flag that does not stand in it.
	configFlag = "config"
	// valuesAnnotation holds the words that a flag takes, where it takes no other.
	valuesAnnotation = "lexfit_values"
)

// takesOnly notes the words that a flag takes, for the schema.
func takesOnly(flags *pflag.FlagSet, name string, words ...string) {
	flags.Lookup(name).Annotations = map[string][]string{valuesAnnotation: words}
}

// options are the flags that can stand in the file, by name.
func options(flags *pflag.FlagSet) []*pflag.Flag {
	var list []*pflag.Flag
	flags.VisitAll(func(flag *pflag.Flag) {
		if flag.Name != configFlag && flag.Name != "help" {
			list = append(list, flag)
		}
	})
	return list
}

// readSettings sets the flags that the command line left out from the environment, and those that both left out from the file.
// It says of each that was set by whom.
func readSettings(flags *pflag.FlagSet, lookup func(string) (string, bool)) (map[string]string, error) {
	sources := map[string]string{}
	note := func(source string) {
		flags.Visit(func(flag *pflag.Flag) {
			if sources[flag.Name] == "" {
				sources[flag.Name] = source
			}
		})
	}
	note("flag")
	if err := readEnvironment(flags, lookup); err != nil {
		return nil, err
	}
	note("environment")
	name := flags.Lookup(configFlag).Value.String()
	if name == "" {
		return sources, nil
	}
	text, err := os.ReadFile(name) //nolint:gosec // the operator names it
	if err != nil {
		return nil, fmt.Errorf("--config: %w", err)
	}
	if err := readFile(flags, name, text); err != nil {
		return nil, err
	}
	note(name)
	return sources, nil
}

// readFile sets the flags that nobody has set from the text of a file. What it holds for the others must be right as well.
func readFile(flags *pflag.FlagSet, name string, text []byte) error {
	document, err := documentOf(text)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if document == nil {
		return nil
	}
	var errs []error
	known, seen := map[string]*pflag.Flag{}, map[string]bool{}
	for _, flag := range options(flags) {
		known[flag.Name] = flag
	}
	for i := 0; i < len(document.Content); i += 2 {
		key, value := document.Content[i], document.Content[i+1]
		fail := func(why string) { errs = append(errs, fmt.Errorf("%s:%d: %s: %s", name, key.Line, key.Value, why)) }
		flag := known[key.Value]
		switch {
		case flag == nil:
			fail("there is no such option; lexfitd config prints all of them")
		case seen[key.Value]:
			fail("stands here twice")
		default:
			seen[key.Value] = true
			if err := setFrom(flags, flag, value); err != nil {
				fail(err.Error())
			}
		}
	}
	return errors.Join(errs...)
}

// documentOf is the mapping that a file holds, nil where it holds nothing.
func documentOf(text []byte) (*yaml.Node, error) {
	var file yaml.Node
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	switch err := decoder.Decode(&file); {
	case errors.Is(err, io.EOF):
		return nil, nil //nolint:nilnil // an empty file sets nothing
	case err != nil:
		return nil, err
	}
	if err := decoder.Decode(&yaml.Node{}); !errors.Is(err, io.EOF) {
		return nil, errors.New("want one YAML document")
	}
	document := file.Content[0]
	if document.Tag == "!!null" {
		return nil, nil //nolint:nilnil // comments alone set nothing
	}
	if document.Kind != yaml.MappingNode {
		return nil, errors.New("want options, a line each, such as log-level: warn")
	}
	return document, nil
}

// setFrom sets a flag from a value of the file, unless somebody spoke before.
func setFrom(flags *pflag.FlagSet, flag *pflag.Flag, value *yaml.Node) error {
	kind := kindOf(flag)
	var texts []string
	switch {
	case kind.list && value.Kind == yaml.SequenceNode:
		for _, item := range value.Content {
			if item.Kind != yaml.ScalarNode || item.Tag != "!!str" {
				return errors.New("want " + kind.want)
			}
			texts = append(texts, item.Value)
		}
	case value.Kind != yaml.ScalarNode || !kind.takes(value.Tag):
		return errors.New("want " + kind.want)
	default:
		texts = []string{value.Value}
	}
	if flag.Changed {
		return kind.try(texts)
	}
	if len(texts) == 0 && flag.Value.String() == "[]" {
		flag.Changed = true // said, and nothing to set
		return nil
	}
	if list, ok := flag.Value.(pflag.SliceValue); ok && kind.list {
		if value.Kind == yaml.ScalarNode {
			return flags.Set(flag.Name, texts[0])
		}
		flag.Changed = true
		return list.Replace(texts)
	}
	if err := flags.Set(flag.Name, strings.Join(texts, ",")); err != nil {
		return errors.New("want " + kind.want)
	}
	return nil
}

// commented is a file of every option at its default, each under what it means.
func commented(flags *pflag.FlagSet) ([]byte, error) {
	document := &yaml.Node{Kind: yaml.MappingNode}
	for _, flag := range options(flags) {
		var value yaml.Node
		if err := value.Encode(kindOf(flag).parse(flag.DefValue)); err != nil {
			return nil, err
		}
		comment := strings.ToUpper(flag.Usage[:1]) + flag.Usage[1:] + "."
		document.Content = append(document.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: flag.Name, HeadComment: comment}, &value)
	}
	return yaml.Marshal(document)
}
