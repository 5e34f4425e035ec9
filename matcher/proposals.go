package matcher

import (
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// proposals is what advice may propose, and the conditions of entry to it.
type proposals struct {
	entry            *tree // the conditions of entry to credentials and programs
	programs         []program
	learning         [7]*lexfitv1.LearningEffort
	course           *lexfitv1.Effort
	courseBeyond     entryCondition // who is past single courses
	taught           []taughtSkills
	experienceSource string
}

// taughtSkills are skills that studies or work have taught.
type taughtSkills struct {
	by     entryCondition
	skills []int32
}

// program is a program of study that advice may propose.
type program struct {
	*lexfitv1.StudyProgram
	requires entryCondition
	beyond   entryCondition // who is past it
	field    int32          // absent for none in particular
	written  string
	reads    []int32 // the fields that its name counts towards
	topics   []int32
	courses  []string // their titles
}
