package prose

import (
	"strconv"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
)

// The words that people read. The contract, JSON and the names of its values have their own; terms.tsv beside this file says what
// stands for what, and what nobody is to read.
const (
	MeetsTheMusts  = "meets the musts"
	AskFirst       = "ask first"
	MissingAMust   = "missing a must"
	NotEnoughSaid  = "not enough said"
	AfterInterview = "after interview"
	PlaceMayVary   = "place may vary"
	LikelyFromJob  = "likely from the job"
	RulesVersion   = "rules version"
	AboutResult    = "About this result"
)

// Musts says how somebody stands to what is required; empty where nothing is said of it.
func Musts(eligibility lexfitv1.Eligibility) string {
	switch eligibility {
	case lexfitv1.Eligibility_ELIGIBILITY_ELIGIBLE:
		return MeetsTheMusts
	case lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED:
		return AskFirst
	case lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE:
		return MissingAMust
	case lexfitv1.Eligibility_ELIGIBILITY_UNSPECIFIED:
	}
	return ""
}

// Match is how good a match is: strong, good, possible or weak; where nothing was said or a must is missing, that and no band.
func Match(fit *lexfitv1.Fit) string {
	switch {
	case fit.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_INELIGIBLE:
		return MissingAMust
	case Unsaid(fit):
		return NotEnoughSaid
	}
	return Band(fit.GetBand())
}

// Unsaid reports whether a profile said nothing that a fit could rest on: its zero judges nobody, and stands outside every average.
func Unsaid(fit *lexfitv1.Fit) bool {
	return fit.GetBand() == lexfitv1.Band_BAND_NOT_ENOUGH_SAID ||
		fit.GetScore() == 0 && fit.GetEligibility() == lexfitv1.Eligibility_ELIGIBILITY_UNCONFIRMED
}

// BandWord is a band as people read it. What makes somebody INELIGIBLE is a must that is missing.
func BandWord(band lexfitv1.Band) string {
	if band == lexfitv1.Band_BAND_INELIGIBLE {
		return MissingAMust
	}
	return Band(band)
}

// Range is where a score can still go, in whole points that hold it: 54–93.
func Range(low, high int32) string {
	return strconv.Itoa(int(low/10)) + "–" + strconv.Itoa(int((high+9)/10))
}
