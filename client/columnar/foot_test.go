package columnar

import (
	"bytes"
	"testing"
)

// Lengths that exceed what there is are found, and nothing that nests without end is followed.
func TestSound(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text []byte
		ok   bool
	}{
		"empty struct":                   {[]byte{0}, true},
		"a number":                       {[]byte{0x15, 0x02, 0}, true},
		"a field in full":                {[]byte{0x05, 0x20, 0x02, 0}, true},
		"a truth":                        {[]byte{0x11, 0x12, 0}, true},
		"a text":                         {[]byte{0x18, 2, 'a', 'b', 0}, true},
		"a list of truths":               {[]byte{0x19, 0x21, 1, 2, 0}, true},
		"a list of structs":              {[]byte{0x19, 0x2c, 0x15, 2, 0, 0, 0}, true},
		"a map":                          {[]byte{0x1b, 1, 0x85, 1, 'a', 2, 0}, true},
		"an empty map":                   {[]byte{0x1b, 0, 0}, true},
		"a double and a UUID":            {append(append([]byte{0x17}, make([]byte, 8)...), append([]byte{0x1d}, make([]byte, 17)...)...), true},
		"nothing":                        {nil, false},
		"a struct without end":           {[]byte{0x15, 2}, false},
		"a long text":                    {[]byte{0x18, 3, 'a', 'b'}, false},
		"a list of 127 thousand million": {[]byte{0x19, 0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0x03, 0, 0}, false},
		"a map of many":                  {[]byte{0x1b, 0xff, 0xff, 0x7f, 0x88, 0}, false},
		"lists within lists":             {append(append([]byte{0x19}, bytes.Repeat([]byte{0x19}, 100_000)...), 0), false},
		"structs within structs":         {bytes.Repeat([]byte{0x1c}, 100_000), false},
		"an unknown kind":                {[]byte{0x1e, 0}, false},
	} {
		if err := sound(test.text); (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := sound(append([]byte{0x19, 0xf1, 0x81, 0x80, 0x08}, make([]byte, mostMembers+2)...)); err == nil {
		t.Error("a list of more members than there may be is taken")
	}
}
