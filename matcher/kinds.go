package matcher

// kinds are all the kinds of criteria, in the order in which they read profiles. A test holds that the contract has no other.
var kinds = []Kind{
	educationKind{},
	courseworkKind{},
	certificationKind{},
	experienceKind{},
	skillKind{},
	languageKind{},
	preferenceKind{},
	availabilityKind{},
}
