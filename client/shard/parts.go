package shard

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Part is a shard that is there.
type Part struct {
	*Manifest
	// Path is that of its results.
	Path string
}

// At is the path of one of the part's files.
func (p *Part) At(file File) string { return filepath.Join(filepath.Dir(p.Path), file.Name) }

// Files are all files of the part but its manifest.
func (p *Part) Files() []File {
	files := []File{p.Results, p.Rows}
	if p.Rejects != nil {
		files = append(files, *p.Rejects, *p.Reasons)
	}
	return files
}

// Find finds the shards in folders, or by their files.
func Find(paths []string) ([]*Part, error) {
	var manifests []string
	var problems []error
	for _, path := range paths {
		found, err := manifestsAt(path)
		if err != nil {
			problems = append(problems, err)
		}
		for _, one := range found {
			if !slices.Contains(manifests, one) {
				manifests = append(manifests, one)
			}
		}
	}
	var parts []*Part
	for _, path := range manifests {
		made, err := readManifest(path)
		if err != nil {
			problems = append(problems, err)
			continue
		}
		parts = append(parts, &Part{Manifest: made, Path: filepath.Join(filepath.Dir(path), made.Results.Name)})
	}
	return parts, errors.Join(problems...)
}

// interrupted says whether a run that wrote a file has ended before its time.
func interrupted(path string) bool {
	_, err := os.Stat(path + ".progress")
	return err == nil
}

// manifestsAt are the manifests in a folder, or that of a file of a shard.
func manifestsAt(path string) ([]string, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && interrupted(path):
		return nil, fmt.Errorf("%s is not there: its run was interrupted: go on with it by --resume", path)
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("%s: no such file or folder: expected a folder with shards, or their files", path)
	case err != nil:
		return nil, fmt.Errorf("%s: cannot be read: %w", path, plain(err))
	case !info.IsDir():
		path = strings.TrimSuffix(strings.TrimSuffix(path, manifestSuffix), rowsSuffix) + manifestSuffix
		if _, err := os.Stat(path); err != nil {
			return nil, fmt.Errorf("%s is not there: expected a shard that lexfit score --shard wrote, which has it beside its results", path)
		}
		return []string{path}, nil
	}
	entries, err := os.ReadDir(path) // sorted
	if err != nil {
		return nil, fmt.Errorf("%s: cannot be read: %w", path, plain(err))
	}
	var found []string
	for _, entry := range entries {
		if !entry.IsDir() && strings.HasSuffix(entry.Name(), manifestSuffix) {
			found = append(found, filepath.Join(path, entry.Name()))
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: holds no shard: expected files such as fits.03-of-16.csv%s, as lexfit score --shard 3/16 --out %s writes them",
			path, manifestSuffix, filepath.Join(path, "fits.csv"))
	}
	return found, nil
}

// Whole is the manifest of a shard by the path of its results, where it is there and so are its files; nil where it is not, or where a run
// of it was interrupted.
func Whole(results string) (*Manifest, error) {
	_, path := Beside(results)
	if _, err := os.Stat(path); err != nil || interrupted(results) {
		return nil, nil //nolint:nilnil,nilerr // it is not there, which is nothing wrong
	}
	made, err := readManifest(path)
	if err != nil {
		return nil, err
	}
	return made, errors.Join((&Part{Manifest: made, Path: results}).whole()...)
}

// plain is an error without the name of a system call.
func plain(err error) error {
	if pe, ok := errors.AsType[*fs.PathError](err); ok {
		return pe.Err
	}
	return err
}

// mostTold is how many problems of shards are told one by one.
const mostTold = 20

// Check says what is wrong with the shards: ones that are not of one run, that stand twice, whose files are not as long as they were
// written, and which are missing. It sorts them by number; missing ones are no error where a part of the pool will do.
func Check(parts []*Part, partial bool) (missing []string, err error) {
	if len(parts) == 0 {
		return nil, errors.New("there is no shard")
	}
	slices.SortStableFunc(parts, func(one, other *Part) int {
		return cmp.Or(one.Shard-other.Shard, strings.Compare(one.Path, other.Path))
	})
	foreign, problems := strangers(parts)
	there := map[int]*Part{}
	var first *Part // of the run
	for _, part := range parts {
		if foreign[part] {
			continue
		}
		if twin := there[part.Shard]; twin != nil {
			problems = append(problems, fmt.Errorf("shard %s stands twice, as %s and as %s: leave one out", part.spec(), twin.Path, part.Path))
			continue
		}
		if there[part.Shard] = part; first == nil {
			first = part
		}
		problems = append(problems, part.whole()...)
	}
	for number := 1; first != nil && number <= first.Of; number++ {
		if there[number] == nil {
			missing = append(missing, first.absent(number))
		}
	}
	if !partial {
		for _, one := range missing {
			problems = append(problems, errors.New(one))
		}
	}
	if len(problems) > mostTold {
		more := len(problems) - mostTold
		problems = append(problems[:mostTold], fmt.Errorf("and %d more", more))
	}
	return missing, errors.Join(problems...)
}

// absent says that a shard of the same run is not there, and where an interrupted run of it stands.
func (p *Part) absent(number int) string {
	spec := p.spec()
	folder, name := filepath.Split(p.Path)
	infix := spec.infix()
	spec.Number = number
	if at := strings.LastIndex(name, infix); at >= 0 {
		name = name[:at] + spec.infix() + name[at+len(infix):]
	}
	said := fmt.Sprintf("shard %s is missing: expected %s", spec, folder+name)
	if interrupted(folder + name) {
		return said + "; its run was interrupted: go on with it by --resume"
	}
	return fmt.Sprintf("%s; make it by the command of the others with --shard %s", said, spec)
}

// strangers are the parts that are of another run than most, and what tells them apart.
func strangers(parts []*Part) (foreign map[*Part]bool, problems []error) {
	counts := map[fact]int{}
	holder := map[fact]*Part{} // the first with the value
	for _, part := range parts {
		for _, one := range part.facts() {
			if counts[one]++; holder[one] == nil {
				holder[one] = part
			}
		}
	}
	most := map[string]fact{}
	for _, part := range parts {
		for _, one := range part.facts() {
			if best, known := most[one.name]; one.value != "" && (!known || counts[one] > counts[best]) {
				most[one.name] = one
			}
		}
	}
	foreign = map[*Part]bool{}
	for _, part := range parts {
		for _, one := range part.facts() {
			best := most[one.name]
			if one.value == "" || one == best {
				continue
			}
			foreign[part] = true
			problems = append(problems, fmt.Errorf("%s is of another run than %s: %s is %s here, and %s there", part.Path, holder[best].Path, one.name, clip(one.value), clip(best.value)))
			break
		}
	}
	return foreign, problems
}

// clip shortens what is quoted in a message.
func clip(text string) string {
	const most = 80
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return text
}

// whole says which files of the part are not there, or not as long as they were written.
func (p *Part) whole() []error {
	var problems []error
	for _, file := range p.Files() {
		path := p.At(file)
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			problems = append(problems, fmt.Errorf("%s is gone, which shard %s wrote: score the shard again with --overwrite", path, p.spec()))
		case err != nil:
			problems = append(problems, fmt.Errorf("%s: cannot be read: %w", path, plain(err)))
		case info.Size() != file.Bytes:
			problems = append(problems, fmt.Errorf("%s has %d bytes, and %d were written: was it cut off or changed? score the shard %s again with --overwrite", path, info.Size(), file.Bytes, p.spec()))
		}
	}
	return problems
}
