package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/CycloneDX/cyclonedx-go"
)

// sbom lists what each program is made of, in CycloneDX, read by cyclonedx-gomod from the program itself.
func sbom(ctx context.Context, made *release) error {
	for _, to := range made.targets {
		what := commands
		if isOfImage(to) {
			what = append(slices.Clip(what), probe)
		}
		for _, one := range what {
			bill, err := made.bill(ctx, one, to)
			if err != nil {
				return fmt.Errorf("%s for %s: %w", one.name, to, err)
			}
			if err := made.keep(made.name(to.system+"_"+to.machine+"_"+one.name)+".cdx.json", bill); err != nil {
				return err
			}
		}
	}
	return nil
}

// bill is what a program for a system is made of, each module with the licences that it was found to have. Where the maker's own
// program was built (its digests) and when differ from run to run, and are left out.
func (r *release) bill(ctx context.Context, what command, to target) ([]byte, error) {
	built, err := r.build(ctx, what, to)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(r.work, "bill.json")
	args := []string{"tool", "-modfile=tools/go.mod", "cyclonedx-gomod", "bin", "-json", "-std", "-noserial", "-notimestamp", "-output", path}
	if what.module == "." {
		args = append(args, "-version", "v"+r.version)
	}
	if _, err := run(ctx, r.root, nil, "go", append(args, built)...); err != nil {
		return nil, err
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var bom cyclonedx.BOM
	if err := cyclonedx.NewBOMDecoder(bytes.NewReader(raw), cyclonedx.BOMFileFormatJSON).Decode(&bom); err != nil {
		return nil, err
	}
	linked, err := r.linked(ctx, []command{what}, []target{to})
	if err != nil {
		return nil, err
	}
	if err := complete(&bom, linked); err != nil {
		return nil, err
	}
	bom.Metadata.Timestamp = r.time.Format(time.RFC3339)
	if bom.Metadata.Component.Licenses == nil {
		bom.Metadata.Component.Licenses = &cyclonedx.Licenses{{License: &cyclonedx.License{ID: ours}}}
	}
	bom.Metadata.Component.Name = strings.TrimSuffix(what.name, ".exe")
	var page bytes.Buffer
	err = cyclonedx.NewBOMEncoder(&page, cyclonedx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).EncodeVersion(&bom, bom.SpecVersion)
	return page.Bytes(), err
}

// complete gives every component its licences, and takes the digests of the maker's program out. What go list tells and what the
// program says of itself must be the same modules.
func complete(bom *cyclonedx.BOM, linked []module) error {
	licences := map[string]*cyclonedx.Licenses{}
	for _, one := range linked {
		list := cyclonedx.Licenses{}
		for _, id := range one.licences {
			list = append(list, cyclonedx.LicenseChoice{License: &cyclonedx.License{ID: id}})
		}
		version := one.version
		licences[one.path+" "+version] = &list
	}
	if bom.Components == nil || bom.Metadata == nil || bom.Metadata.Component == nil {
		return errors.New("cyclonedx-gomod names no modules")
	}
	for i := range *bom.Components {
		one := &(*bom.Components)[i]
		key := one.Name + " " + one.Version
		if licences[key] == nil {
			return fmt.Errorf("%s is in the program, and go list does not tell of it", key)
		}
		one.Licenses = licences[key]
		delete(licences, key)
	}
	main := bom.Metadata.Component.Name + " " + bom.Metadata.Component.Version
	bom.Metadata.Component.Licenses = licences[main]
	delete(licences, main)
	for key := range licences {
		return fmt.Errorf("go list tells of %s, which is not in the program", key)
	}
	if tools := bom.Metadata.Tools; tools != nil && tools.Tools != nil {
		for i := range *tools.Tools {
			(*tools.Tools)[i].Hashes = nil
		}
	}
	return nil
}
