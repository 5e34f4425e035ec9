// Command shape measures how Go packages are built inside: the uses between their files that run up, the methods on a type, and
// the names of one letter. It fails where a figure is above its limit.
//
//	go -C tools run ./shape -up 0 -methods 25 -letters 5 ../matcher
//
// An arrow runs from a file to each file whose names it uses, as the type checker sees it. An arrow runs up against the order of
// files that has the fewest such; the order is searched for from one in which every file stands behind those it
// uses and from 60 random ones, so the figure is an upper bound. Methods
// are counted with the functions whose first parameter is the type. Names are parameters, results and variables inside functions,
// without receivers, i and j. Test files are left out.
package main

import (
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/types"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/packages"
)

func main() {
	limits := limits{}
	flag.IntVar(&limits.up, "up", -1, "most arrows that run up in a package, -1 for any number")
	flag.IntVar(&limits.methods, "methods", -1, "most methods on a type")
	flag.IntVar(&limits.letters, "letters", -1, "most names of one letter, in percent")
	list := flag.Bool("list", false, "name the arrows that run up and the names of one letter")
	flag.Parse()
	failed := false
	for _, folder := range flag.Args() {
		if err := measure(folder, limits, *list); err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", folder, err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}

type limits struct{ up, methods, letters int }

func measure(folder string, most limits, list bool) error {
	loaded, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports | packages.NeedDeps,
		Dir:  folder,
	}, ".")
	if err != nil {
		return err
	}
	for _, pkg := range loaded {
		if len(pkg.Errors) > 0 {
			return pkg.Errors[0]
		}
		up, arrows, files := arrowsUp(pkg, list)
		biggest, methods := mostMethods(pkg)
		single, names, spread := letters(pkg, list)
		percent := 100 * float64(single) / float64(max(names, 1))
		fmt.Printf("%s: %d files, %d arrows, %d of them up; %d methods on %s; %.1f %% of %d names are one letter, a letter for %.1f types\n",
			pkg.PkgPath, files, arrows, up, methods, biggest, percent, names, spread)
		switch {
		case most.up >= 0 && up > most.up:
			return fmt.Errorf("%d arrows run up, at most %d may", up, most.up)
		case most.methods >= 0 && methods > most.methods:
			return fmt.Errorf("%s has %d methods, at most %d may be", biggest, methods, most.methods)
		case most.letters >= 0 && percent > float64(most.letters):
			return fmt.Errorf("%.1f %% of the names are one letter, at most %d %% may be", percent, most.letters)
		}
	}
	if len(loaded) == 0 {
		return errors.New("no package here")
	}
	return nil
}

// arrowsUp counts the arrows between files and those that run up in the best order found.
func arrowsUp(pkg *packages.Package, list bool) (up, arrows, files int) {
	number := map[string]int{}
	var names []string
	for _, file := range pkg.GoFiles {
		number[file] = len(names)
		names = append(names, filepath.Base(file))
	}
	uses := make([][]bool, len(names))
	for i := range uses {
		uses[i] = make([]bool, len(names))
	}
	for identifier, object := range pkg.TypesInfo.Uses {
		if object.Pkg() != pkg.Types || local(pkg, object) {
			continue
		}
		from := number[pkg.Fset.Position(identifier.Pos()).Filename]
		to := number[pkg.Fset.Position(object.Pos()).Filename]
		if from != to && !uses[from][to] {
			uses[from][to] = true
			arrows++
		}
	}
	random := rand.New(rand.NewPCG(1, 1)) //nolint:gosec // repeatable on purpose
	best := arrows + 1
	var order []int
	for try := range 61 {
		begin := random.Perm(len(names))
		if try == 0 {
			begin = usedFirst(uses)
		}
		found := improve(uses, begin)
		if n := countUp(uses, found); n < best {
			best, order = n, found
		}
	}
	if list {
		for low, file := range order {
			for _, above := range order[low+1:] {
				if uses[file][above] {
					fmt.Printf("  up: %s uses %s\n", names[file], names[above])
				}
			}
		}
	}
	return best, arrows, len(names)
}

// usedFirst puts every file behind those that it uses, as far as no circle is in the way: without one it is the order sought.
func usedFirst(uses [][]bool) []int {
	var order []int
	seen := make([]bool, len(uses))
	var visit func(file int)
	visit = func(file int) {
		if seen[file] {
			return
		}
		seen[file] = true
		for other, used := range uses[file] {
			if used {
				visit(other)
			}
		}
		order = append(order, file)
	}
	for file := range uses {
		visit(file)
	}
	return order
}

// local says whether an object is known in one function alone.
func local(pkg *packages.Package, object types.Object) bool {
	switch object := object.(type) {
	case *types.Var:
		return !object.IsField() && object.Parent() != pkg.Types.Scope()
	case *types.TypeName, *types.Const:
		return object.Parent() != pkg.Types.Scope()
	case *types.PkgName, *types.Label:
		return true
	}
	return false
}

// countUp counts the arrows from a file to one further up in the order.
func countUp(uses [][]bool, order []int) int {
	up := 0
	for low, file := range order {
		for _, above := range order[low+1:] {
			if uses[file][above] {
				up++
			}
		}
	}
	return up
}

// improve moves one file at a time to its best place until none is better.
func improve(uses [][]bool, order []int) []int {
	for improved := true; improved; {
		improved = false
		for i := range order {
			moved := order[i]
			rest := slices.Delete(slices.Clone(order), i, i+1)
			cost := 0 // at the bottom everything that it uses is above
			for _, other := range rest {
				if uses[moved][other] {
					cost++
				}
			}
			best, at, now := cost, 0, cost
			for place, passed := range rest {
				if uses[passed][moved] {
					cost++
				}
				if uses[moved][passed] {
					cost--
				}
				if cost < best {
					best, at = cost, place+1
				}
				if place+1 == i {
					now = cost
				}
			}
			if best < now {
				order = slices.Insert(rest, at, moved)
				improved = true
			}
		}
	}
	return order
}

// mostMethods names the type with the most methods, functions whose first parameter is it counted in.
func mostMethods(pkg *packages.Package) (biggest string, most int) {
	counts := map[string]int{}
	for _, file := range pkg.Syntax {
		for _, declared := range file.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if !ok {
				continue
			}
			signature, _ := pkg.TypesInfo.Defs[function.Name].Type().(*types.Signature)
			var of types.Type
			switch {
			case signature.Recv() != nil:
				of = signature.Recv().Type()
			case signature.Params().Len() > 0:
				of = signature.Params().At(0).Type()
			default:
				continue
			}
			if pointer, ok := of.(*types.Pointer); ok {
				of = pointer.Elem()
			}
			if named, ok := of.(*types.Named); ok && named.Obj().Pkg() == pkg.Types {
				name := named.Obj().Name()
				if counts[name]++; counts[name] > most || counts[name] == most && name < biggest {
					biggest, most = name, counts[name]
				}
			}
		}
	}
	return biggest, most
}

// letters counts names of one letter, and how many types one of them stands for on average.
func letters(pkg *packages.Package, list bool) (single, names int, spread float64) {
	receivers := map[types.Object]bool{}
	for _, file := range pkg.Syntax {
		for _, declared := range file.Decls {
			if function, ok := declared.(*ast.FuncDecl); ok && function.Recv != nil && len(function.Recv.List[0].Names) > 0 {
				receivers[pkg.TypesInfo.Defs[function.Recv.List[0].Names[0]]] = true
			}
		}
	}
	of := map[string]map[string]bool{}
	for identifier, object := range pkg.TypesInfo.Defs {
		variable, ok := object.(*types.Var)
		if !ok || variable.IsField() || variable.Parent() == pkg.Types.Scope() || receivers[object] {
			continue
		}
		name := identifier.Name
		if name == "_" || name == "i" || name == "j" {
			continue
		}
		names++
		if len(name) > 1 {
			continue
		}
		single++
		if list {
			fmt.Printf("  letter: %s %s\n", pkg.Fset.Position(identifier.Pos()), name)
		}
		if of[name] == nil {
			of[name] = map[string]bool{}
		}
		of[name][variable.Type().String()] = true
	}
	all := 0
	for _, kinds := range of {
		all += len(kinds)
	}
	return single, names, float64(all) / float64(max(len(of), 1))
}
