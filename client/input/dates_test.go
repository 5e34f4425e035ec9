package input_test

import (
	"strings"
	"testing"

	"github.com/lexfit/lexfit/client/input"
)

// A date is as whole as it is written, and no wholer; the year of a season or a quarter is certain, and told.
func TestDateForms(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		// months by name, with ordinals, weekdays and points
		"Sept 2019": "2019-09", "Sept. 2019": "2019-09", "May 31st, 2019": "2019-05-31", "1st May 2019": "2019-05-01", "May/2019": "2019-05", "2019–05": "2019-05", "20190531": "2019-05-31",
		"2019-05-00": "2019-05", "2019-00-00": "2019", "00/00/2019": "2019", "sept 2019": "2019-09", "June 2nd, 2019": "2019-06-02", "Fri May 31 2019": "2019-05-31", "5 / 2019": "2019-05", "31.05.2019": "2019-05-31",
		"May of 2019": "2019-05", "2019 September": "2019-09", "May 31, 2019 10:32 AM": "2019-05-31", "201905": "2019-05", "2019/5": "2019-05", "1559260800000": "2019-05-31",
		// two digits of a year
		"31-May-19": "2019-05-31", "May '19": "2019-05", "5/31/19": "2019-05-31", "May-19": "2019-05", "31 May 19": "2019-05-31", "Jan '22": "2022-01", "Jun-07": "2007-06", "Jan ’22": "2022-01",
		"6/15/98": "1998-06-15", "31.05.19": "2019-05-31",
		// the year alone is certain
		"Summer 2019": "2019 told", "2019 Fall": "2019 told", "Q3 2019": "2019 told", "late 2019": "2019 told", "FY2019": "2019 told", "circa 2019": "2019 told", "Spring 2018": "2018 told",
		"FY 2018/19": "2018 told", "ca. 2018": "2018 told", "Winter 2018/19": "2018 told", "~2018": "2018 told", "mid-2019": "2019 told", "3rd quarter 2019": "2019 told", "Summer '19": "2019 told",
		"03/04/2019": "2019 told", "03/04/19": "2019 told",
		// what is none
		"2019-02-30": "told", "1": "told", "May 19": "told", "31/31/2019": "told", "2013 or 2014": "told", "Summer": "told", "someday in 2019 maybe": "told", "99999999": "told", "2012-2014": "told",
	} {
		got := said(t, input.Options{Format: input.CSV}, "id|job1_title|job1_start\na|Clerk|"+cell+"\n")
		got = strings.TrimSpace(strings.ReplaceAll(strings.TrimPrefix(got, "Clerk"), "..", ""))
		if got != want {
			t.Errorf("%s: got %s, want %s", cell, got, want)
		}
	}
}

// One date that can be read in one order alone settles its column; a column without one follows the others, or the American order where
// the rest of the file is American, which is said once.
func TestDateOrderOfColumn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, content, want, told string }{
		{"settled by a later row, day first", "id,job1_title,job1_start\na,Clerk,03/04/2019\nb,Clerk,31/05/2019\n", "Clerk 2019-04-03.. | Clerk 2019-05-31..", ""},
		{"settled by a later row, month first", "id,job1_title,job1_start\na,Clerk,03/04/2019\nb,Clerk,05/31/2019\n", "Clerk 2019-03-04.. | Clerk 2019-05-31..", ""},
		{"two digits too", "id,job1_title,job1_start\na,Clerk,03/04/19\nb,Clerk,05/31/19\n", "Clerk 2019-03-04.. | Clerk 2019-05-31..", ""},
		{"nothing settles it", "id,job1_title,job1_start\na,Clerk,03/04/2019\n", "Clerk 2019.. told", ""},
		{"both orders", "id,job1_title,job1_start\na,Clerk,03/04/2019\nb,Clerk,05/31/2019\nc,Clerk,31/05/2019\n", "Clerk 2019.. told | Clerk 2019-05-31.. | Clerk 2019-05-31..", `"job1_start" has dates of both orders`},
		{
			"by another column", "id,job1_title,job1_start,Added\na,Clerk,03/04/2019,31/12/2025\n", "Clerk 2019-04-03..",
			`dates such as 03/04/2019 in "job1_start" are read with the day first, as other dates of the file have it so`,
		},
		{
			"by telephone numbers", "id,job1_title,job1_start,job1_end,Phone\na,Clerk,03/04/2019,05/06/2020,(617) 555-0100\n", "Clerk 2019-03-04..2020-05-06",
			`dates such as 03/04/2019 in "job1_start", "job1_end" are read with the month first, as the rest of the file is American`,
		},
		{"by places", "id,job1_title,job1_start,Location\na,Clerk,03/04/2019,\"Boston, MA\"\n", "Clerk 2019-03-04..", "the rest of the file is American"},
		{"by states", "id,job1_title,job1_start,State\na,Clerk,03/04/2019,CA\n", "Clerk 2019-03-04..", "the rest of the file is American"},
		{"not by columns that disagree", "id,job1_title,job1_start,A,B,Phone\na,Clerk,03/04/2019,31/12/2025,12/31/2025,(617) 555-0100\n", "Clerk 2019.. told", ""},
		{"against the column", "id,job1_title,job1_start,Phone\na,Clerk,03/04/2019,(617) 555-0100\nb,Clerk,31/05/2019,\n", "Clerk 2019-04-03.. | Clerk 2019-05-31..", ""},
	} {
		if got := said(t, input.Options{Format: input.CSV}, test.content); got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
		_, told := heard(t, input.Options{Format: input.CSV}, test.content)
		if test.told == "" && strings.Contains(told, "order") && !strings.Contains(told, "date_order: mdy or dmy in the map") || !strings.Contains(told, test.told) || test.told != "" && strings.Count(told, test.told) != 1 {
			t.Errorf("%s: told %s", test.name, told)
		}
	}
	// A map is stronger than what the file shows.
	options := input.Options{Format: input.CSV, Map: &input.Map{DateOrder: "dmy"}}
	if got := said(t, options, "id,job1_title,job1_start,Phone\na,Clerk,03/04/2019,(617) 555-0100\n"); got != "Clerk 2019-04-03.." {
		t.Errorf("got %s", got)
	}
}
