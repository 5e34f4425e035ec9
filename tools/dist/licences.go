package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// allowed are the licences that a module which is shipped may have, by their SPDX identifiers: those that ask for no more than
// that their text goes along, which THIRD_PARTY_LICENSES does.
var allowed = []string{"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "Unlicense"}

// ours is the licence of what is built here.
const ours = "Apache-2.0"

// leastCovered is how much of a file's words, in percent, must be those of licences, for the file to be one.
const leastCovered = 75

var (
	licenceName = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicen[cs]e)([-._].*)?$`)
	noticeName  = regexp.MustCompile(`(?i)^(notice|patents|copyright)([-._].*)?$`)
	sourceName  = regexp.MustCompile(`(?i)\.(go|s|c|h|py|sh|js)$`)
)

// module is one that is linked, with the texts that have to go along.
type module struct {
	path, version string
	licences      []string
	texts         []text
}

// text is a file that a module brings, by its name there.
type text struct{ name, content string }

// listed is what go list tells of a package.
type listed struct {
	Dir      string
	Standard bool
	Module   *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// linked are the modules that are linked into commands for any of some systems, in order, each held to the licences allowed. Go's
// own library is one of them.
func (r *release) linked(ctx context.Context, what []command, systems []target) ([]module, error) {
	root, err := run(ctx, r.root, nil, "go", "env", "GOROOT", "GOVERSION")
	if err != nil {
		return nil, err
	}
	goroot, goversion, _ := strings.Cut(root, "\n")
	folders := map[[2]string]map[string]string{{"std", goversion}: {goroot: goroot}}
	for _, one := range what {
		for _, to := range systems {
			told, err := run(ctx, filepath.Join(r.root, one.module), to.environment(), "go", "list", "-deps", "-json=Dir,Standard,Module", one.source)
			if err != nil {
				return nil, err
			}
			if err := note(folders, told); err != nil {
				return nil, err
			}
		}
	}
	var list []module
	var errs []error
	for key, packages := range folders {
		found, err := judge(module{path: key[0], version: key[1]}, packages)
		list, errs = append(list, found), append(errs, err)
	}
	slices.SortFunc(list, func(one, other module) int {
		return cmp.Or(cmp.Compare(one.path, other.path), cmp.Compare(one.version, other.version))
	})
	return list, errors.Join(errs...)
}

// note adds what go list told: of each module the folders of its packages, each with the module's own.
func note(folders map[[2]string]map[string]string, told string) error {
	for decoder := json.NewDecoder(strings.NewReader(told)); ; {
		var one listed
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if one.Standard || one.Module == nil || one.Module.Main {
			continue
		}
		key := [2]string{one.Module.Path, one.Module.Version}
		if folders[key] == nil {
			folders[key] = map[string]string{}
		}
		folders[key][one.Dir] = one.Module.Dir
	}
}

// judge reads what a module says of its licence, in the folders of the packages that are linked and in those above, and refuses
// what is not allowed.
func judge(of module, packages map[string]string) (module, error) {
	seen := map[string]bool{}
	for folder, top := range packages {
		for ; !seen[folder]; folder = filepath.Dir(folder) {
			seen[folder] = true
			if err := of.read(folder, top); err != nil {
				return of, fmt.Errorf("%s %s: %w", of.path, of.version, err)
			}
			if folder == top {
				break
			}
		}
	}
	slices.SortFunc(of.texts, func(one, other text) int { return cmp.Compare(one.name, other.name) })
	slices.Sort(of.licences)
	of.licences = slices.Compact(of.licences)
	if len(of.licences) == 0 {
		return of, fmt.Errorf("%s %s: it has no licence file, so nobody may ship it; choose another module", of.path, of.version)
	}
	return of, nil
}

// read adds the texts of a folder.
func (m *module) read(folder, top string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		isLicence := licenceName.MatchString(name)
		if !entry.Type().IsRegular() || sourceName.MatchString(name) || !isLicence && !noticeName.MatchString(name) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		within, err := filepath.Rel(top, filepath.Join(folder, name))
		if err != nil {
			return err
		}
		within = filepath.ToSlash(within)
		m.texts = append(m.texts, text{within, string(content)})
		if !isLicence {
			continue
		}
		names, err := identify(content)
		if err != nil {
			return fmt.Errorf("%s: %w", within, err)
		}
		m.licences = append(m.licences, names...)
	}
	return nil
}

// identify names the licences that a file holds.
func identify(content []byte) ([]string, error) {
	found := licensecheck.Scan(content)
	if found.Percent < leastCovered {
		return nil, fmt.Errorf("%.0f %% of it is a known licence, want %d %%; read it, and choose another module if it asks for more than its text to go along", found.Percent, leastCovered)
	}
	var names []string
	for _, one := range found.Match {
		if one.IsURL {
			continue
		}
		if !slices.Contains(allowed, one.ID) {
			return nil, fmt.Errorf("it holds the licence %s, which is not among those allowed (%s)", one.ID, strings.Join(allowed, ", "))
		}
		names = append(names, one.ID)
	}
	return names, nil
}

// textOf is what goes along with programs: which modules are in them, and every text of theirs, once.
func textOf(linked []module) []byte {
	var page bytes.Buffer
	page.WriteString("These modules are linked into the programs. Their licences follow, each with the modules that it is of.\n\n")
	byText := map[[sha256.Size]byte]int{}
	var texts []string
	var owners [][]string
	for _, one := range linked {
		fmt.Fprintf(&page, "%s %s: %s\n", one.path, one.version, strings.Join(one.licences, ", "))
		for _, text := range one.texts {
			sum := sha256.Sum256([]byte(text.content))
			at, ok := byText[sum]
			if !ok {
				at = len(texts)
				byText[sum] = at
				texts, owners = append(texts, text.content), append(owners, nil)
			}
			owners[at] = append(owners[at], one.path+" "+one.version+", "+text.name)
		}
	}
	for i, content := range texts {
		fmt.Fprintf(&page, "\n%s\n%s\n%s\n\n", strings.Repeat("-", 80), strings.Join(owners[i], "\n"), strings.Repeat("-", 80))
		page.WriteString(strings.TrimRight(content, "\r\n") + "\n")
	}
	return page.Bytes()
}

// tableOf lists modules and their licences, a line each.
func tableOf(linked []module) []byte {
	var table bytes.Buffer
	table.WriteString("module\tversion\tlicences\n")
	for _, one := range linked {
		fmt.Fprintf(&table, "%s\t%s\t%s\n", one.path, one.version, strings.Join(one.licences, ", "))
	}
	return table.Bytes()
}

// licences lists what is linked into any program of the release, the image's among them, on any system.
func licences(ctx context.Context, made *release) error {
	linked, err := made.linked(ctx, slices.Concat(commands, inImage), made.targets)
	if err != nil {
		return err
	}
	return errors.Join(made.keep(made.name("licences")+".txt", textOf(linked)), made.keep(made.name("licences")+".tsv", tableOf(linked)))
}
