package access_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/relais-directory/relais/data/access"
)

var update = flag.Bool("update", false, "write the goldens anew")

// The golden says, cell by cell, who may do what to which fields. A change there
// is a decision about somebody's safety.
func TestEveryCellOfThePolicyIsDecided(t *testing.T) {
	const golden = "testdata/policy.golden"
	got := table()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the policy is another one than %s says:\n%s", golden, got)
	}
}

// table has a line for each action and class that anybody may, and a column for
// each role: what people may and programs may not is marked "person".
func table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-11s%-12s", "action", "fields")
	for _, r := range access.Roles() {
		fmt.Fprintf(&b, "%-15s", r)
	}
	b.WriteString("\n")
	for _, a := range access.Actions() {
		for _, c := range access.Classes() {
			b.WriteString(line(a, c))
		}
	}
	return b.String()
}

func line(a access.Action, c access.Class) string {
	cells, any := "", false
	for _, r := range access.Roles() {
		cell := "-"
		if access.May(r, a, c) {
			cell, any = "person", true
		}
		if access.MayMachine(r, a, c) {
			cell = "yes"
		}
		cells += fmt.Sprintf("%-15s", cell)
	}
	if !any {
		return ""
	}
	return strings.TrimRight(fmt.Sprintf("%-11s%-12s%s", a, c, cells), " ") + "\n"
}

// What the roles promise, whatever the table has come to say.
func TestWhatNoRoleMayBeGiven(t *testing.T) {
	records := []access.Class{access.Published, access.Internal, access.Sealed, access.Proposed, access.Counted}
	for _, a := range access.Actions() {
		for _, c := range access.Classes() {
			for _, r := range access.Roles() {
				may := access.May(r, a, c)
				own := a == access.SignIn || a == access.OwnAccount
				switch {
				case !may:
					if access.MayMachine(r, a, c) {
						t.Errorf("a program may %s %s as %s, a person may not", a, c, r)
					}
				case r == access.Administrator && slices.Contains(records, c):
					t.Errorf("the administrator may %s %s: they read no record", a, c)
				case r == access.Auditor && !own && (a != access.Audit || c != access.Audited):
					t.Errorf("the auditor may %s %s: they read the audit alone", a, c)
				case r != access.Auditor && c == access.Audited:
					t.Errorf("%s may %s the audit: that is the auditor's", r, a)
				case r == access.Public && !own && c != access.Published && (a != access.Apply || c != access.Nothing):
					t.Errorf("the public may %s %s", a, c)
				case r != access.Approver && (a == access.Approve || a == access.Export || a == access.Publish):
					t.Errorf("%s may %s: that is the approver's", r, a)
				case r == access.Advocate && (a == access.Edit || a == access.Import):
					t.Errorf("the advocate may %s", a)
				}
			}
		}
	}
	for _, a := range []access.Action{access.SignIn, access.OwnAccount, access.Reveal, access.Approve, access.Export, access.Accounts, access.Tokens} {
		for _, c := range access.Classes() {
			for _, r := range access.Roles() {
				if access.MayMachine(r, a, c) {
					t.Errorf("a program may %s", a)
				}
			}
		}
	}
}

func TestNobodyDecidesOverTheirOwn(t *testing.T) {
	for _, c := range []struct {
		role          access.Role
		actor, author string
		want          bool
	}{
		{access.Approver, "account:ada", "account:bea", true},
		{access.Approver, "account:ada", "account:ada", false},
		{access.Approver, "account:ada", "", false},
		{access.Approver, "", "account:bea", false},
		{access.Editor, "account:ada", "account:bea", false},
		{access.Administrator, "account:ada", "account:bea", false},
	} {
		if got := access.MayApprove(c.role, c.actor, c.author); got != c.want {
			t.Errorf("%s %q over the proposal of %q: got %t", c.role, c.actor, c.author, got)
		}
	}
}

func TestWhatIsInNoRowIsRefused(t *testing.T) {
	for _, r := range append(access.Roles(), "", "root") {
		if access.May(r, "delete_everything", access.Internal) || access.May(r, access.Search, "everything") {
			t.Errorf("%s may what nobody decided", r)
		}
	}
	if access.May("root", access.SignIn, access.Nothing) {
		t.Error("a role that does not exist may sign in")
	}
}
