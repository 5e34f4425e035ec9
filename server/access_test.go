package server

import (
	"crypto/x509"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"

	"github.com/lexfit/lexfit/matcher/profilegen"
	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/proto/lexfit/v1/lexfitv1grpc"
	"github.com/lexfit/lexfit/server/identity"
)

// caller is somebody who calls every method.
type caller struct {
	name string
	conn *grpc.ClientConn
	role string // whose row of docs/operations.md holds
	want string // what comes back whatever the method, where there is no role
}

// callers are all who call: nobody, each role in each way, and credentials that are not good.
func (g *guarded) callers(t *testing.T) []caller {
	t.Helper()
	later := time.Now().Add(time.Hour)
	const (
		missing = "Unauthenticated CREDENTIALS_MISSING"
		expired = "Unauthenticated CREDENTIALS_EXPIRED"
		invalid = "Unauthenticated CREDENTIALS_INVALID"
	)
	all := []caller{{"no credentials", g.as(t, "", nil), "", missing}}
	for _, role := range []string{"scorer", "editor", "approver", "admin"} {
		all = append(all,
			caller{"token " + role, g.as(t, g.tokens[role+"@desk"], nil), role, ""},
			caller{"certificate " + role, g.as(t, "", g.authority.issue(t, "spiffe://example/"+role, later)), role, ""},
			caller{"jwt " + role, g.as(t, g.issuer.sign(t, jwt.MapClaims{"roles": []string{role, "other-program"}}), nil), role, ""})
	}
	stranger, revoked := issuer{"one", newKey(t)}, issuer{revokedLater, g.issuer.key}
	admin := jwt.MapClaims{"roles": "admin"}
	with := func(name string, value any) jwt.MapClaims {
		claims := maps.Clone(admin)
		claims[name] = value
		return claims
	}
	unsigned, err := jwt.NewWithClaims(jwt.SigningMethodNone, jwt.MapClaims{
		"iss": testIssuer, "aud": testAudience, "sub": "x", "roles": "admin", "exp": later.Unix(),
	}).SignedString(jwt.UnsafeAllowNoneSignatureType)
	if err != nil {
		t.Fatal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&g.issuer.key.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	confused, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{ // with what everybody knows as the secret
		"iss": testIssuer, "aud": testAudience, "sub": "x", "roles": "admin", "exp": later.Unix(),
	}).SignedString(public)
	if err != nil {
		t.Fatal(err)
	}
	good := g.authority.issue(t, "spiffe://example/admin", later)
	return append(all,
		caller{"token expired", g.as(t, g.tokens["expired@desk"], nil), "", expired},
		caller{"token unknown", g.as(t, "lexfit_AAAAAAAAAAAAAAAAAAAAAAAAAA", nil), "", invalid},
		caller{"token revoked", g.as(t, g.tokens["revoked@desk"], nil), "", invalid},
		caller{"bad token, good certificate", g.as(t, "lexfit_AAAAAAAAAAAAAAAAAAAAAAAAAA", good), "", invalid},
		caller{"certificate expired", g.as(t, "", g.authority.issue(t, "spiffe://example/admin", time.Now().Add(-time.Minute))), "", "Unavailable"},
		caller{"certificate's line expired", g.as(t, "", g.authority.issue(t, "expired.example", later)), "", expired},
		caller{"certificate of another authority", g.as(t, "", newAuthority(t, "clients").issue(t, "spiffe://example/admin", later)), "", "Unavailable"},
		caller{"certificate of an unknown name", g.as(t, "", g.authority.issue(t, "nobody.example", later)), "", invalid},
		caller{"certificate revoked", g.as(t, "", g.authority.issue(t, "revoked.example", later)), "", invalid},
		caller{"jwt without a role", g.as(t, g.issuer.sign(t, nil), nil), "", "PermissionDenied ROLE_MISSING"},
		caller{"jwt expired", g.as(t, g.issuer.sign(t, with("exp", time.Now().Add(-time.Hour).Unix())), nil), "", expired},
		caller{"jwt without an expiry", g.as(t, g.issuer.sign(t, with("exp", nil)), nil), "", invalid},
		caller{"jwt of tomorrow", g.as(t, g.issuer.sign(t, with("nbf", later.Unix())), nil), "", invalid},
		caller{"jwt for another audience", g.as(t, g.issuer.sign(t, with("aud", "payroll")), nil), "", invalid},
		caller{"jwt of another issuer", g.as(t, g.issuer.sign(t, with("iss", "https://login.other")), nil), "", invalid},
		caller{"jwt without a subject", g.as(t, g.issuer.sign(t, with("sub", "two words")), nil), "", invalid},
		caller{"jwt with a bad signature", g.as(t, stranger.sign(t, admin), nil), "", invalid},
		caller{"jwt unsigned", g.as(t, unsigned, nil), "", invalid},
		caller{"jwt signed with the public key", g.as(t, confused, nil), "", invalid},
		caller{"jwt of a revoked key", g.as(t, revoked.sign(t, admin), nil), "", invalid},
		caller{"no token at all", g.as(t, "x", nil), "", invalid},
	)
}

// documentedRoles reads docs/operations.md: who may call what, by method.
func documentedRoles(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string][]string{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`\\w+\\.\\w+`.*) \\| ([a-z, ]+) \\|$").FindAllStringSubmatch(string(text), -1) {
		for _, method := range regexp.MustCompile(`\w+\.\w+`).FindAllString(row[1], -1) {
			if roles[method] != nil {
				t.Errorf("docs/operations.md has %s twice", method)
			}
			roles[method] = strings.Split(row[2], ", ")
		}
	}
	return roles
}

// outcome is an error in two words: its code and its reason.
func outcome(err error) string {
	words := []string{status.Code(err).String()}
	for _, detail := range status.Convert(err).Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok {
			words = append(words, info.GetReason())
		}
	}
	return strings.Join(words, " ")
}

// TestEveryMethodByEveryCaller calls every method, with a request that breaks its contract, as everybody. Who may not call is
// told so, and nothing of the request; who may gets to hear what is wrong with it. Each cell is held to what docs/operations.md
// tells and to the table of access. With -v it prints all of it, and docs/reliability.md has it in short.
func TestEveryMethodByEveryCaller(t *testing.T) {
	t.Parallel()
	g := startGuarded(t, nil)
	for name, conn := range map[string]*grpc.ClientConn{ // what is revoked below has been good
		"token": g.as(t, g.tokens["revoked@desk"], nil),
		"cert":  g.as(t, "", g.authority.issue(t, "revoked.example", time.Now().Add(time.Hour))),
		"jwt":   g.as(t, issuer{revokedLater, g.issuer.key}.sign(t, jwt.MapClaims{"roles": "scorer"}), nil),
	} {
		if _, err := lexfitv1grpc.NewSkillServiceClient(conn).ListSkills(t.Context(), &lexfitv1.ListSkillsRequest{}); err != nil {
			t.Fatalf("%s, before it is revoked: %v", name, err)
		}
	}
	g.revoke(t)
	callers, cases, documented := g.callers(t), errorCases(), documentedRoles(t)
	all := methods()
	table := newAccessTable(callers)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		bad := cases[name][slices.IndexFunc(cases[name], func(c errorCase) bool { return !c.broken && c.code == codes.InvalidArgument })]
		admitted := bad.code.String() + " " + bad.reason
		for _, caller := range callers {
			refused, err := (&rig{conn: caller.conn}).call(t, all[name], bad.messages)
			got := outcome(err)
			if err == nil && len(refused) == 1 {
				got = codes.Code(refused[0].GetCode()).String() + " " + refused[0].GetReason()
			}
			want := caller.want
			if caller.role != "" {
				want = "PermissionDenied ROLE_MISSING"
				if slices.Contains(documented[name], caller.role) {
					want = admitted
				}
			}
			if got != want {
				t.Errorf("%s as %s: %s, want %s", name, caller.name, got, want)
			}
			full := "/" + string(all[name].Parent().FullName()) + "/" + string(all[name].Name())
			if roles, err := identity.RolesNamed(caller.role); caller.role != "" && (err != nil || (roles&access[full] != 0) != (got == admitted)) {
				t.Errorf("%s as %s: %s, and its row in the table of access is %s; %v", name, caller.name, got, access[full], err)
			}
			if got == admitted {
				got = mayCall
			}
			table.note(name, caller.name, got)
		}
	}
	g.callBeside(t, callers, table)
	t.Logf("%d methods, %d callers\n%s", len(table.methods), len(callers), table.whole())
	table.compare(t)
	for name := range documented {
		if all[name] == nil {
			t.Errorf("docs/operations.md has a line for %s, which is no method", name)
		}
	}
	log := g.log.String()
	for _, secret := range append(slices.Collect(maps.Values(g.tokens)), "eyJ", "two words") {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds a credential: %.12s…", secret)
		}
	}
	for _, said := range []string{"subject=editor@desk by=token", "subject=spiffe://example/editor by=certificate", "by=jwt", `why="the token is for another audience"`} {
		if !strings.Contains(log, said) {
			t.Errorf("the log does not say %s", said)
		}
	}
}

// TestEveryServedMethodHasARow walks what the server serves, health and reflection among it.
func TestEveryServedMethodHasARow(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	served := map[string]bool{}
	for service, info := range r.service.NewGRPCServer().GetServiceInfo() {
		for _, method := range info.Methods {
			served["/"+service+"/"+method.Name] = true
		}
	}
	for method := range served {
		if access[method] == 0 {
			t.Errorf("%s has no row in the table of access", method)
		}
	}
	for method := range access {
		if !served[method] {
			t.Errorf("%s has a row and is not served", method)
		}
	}
	if len(served) < 20 {
		t.Errorf("only %d methods are served", len(served))
	}
}

// A method that somebody forgot to put into the table is refused, on a server that is open to everybody as well.
func TestMethodWithoutARowIsRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	calls := 0
	forgotten := &grpc.ServiceDesc{
		ServiceName: "lexfit.v1.ForgottenService", HandlerType: (*any)(nil),
		Streams: []grpc.StreamDesc{{StreamName: "Do", ServerStreams: true, Handler: func(any, grpc.ServerStream) error { calls++; return nil }}},
	}
	g := r.service.NewGRPCServer()
	g.RegisterService(forgotten, nil)
	r.serve(t, g)
	stream, err := r.conn.NewStream(t.Context(), &grpc.StreamDesc{ServerStreams: true}, "/lexfit.v1.ForgottenService/Do")
	if err != nil {
		t.Fatal(err)
	}
	wantError(t, stream.RecvMsg(&healthpb.HealthCheckRequest{}), codes.PermissionDenied, "METHOD_CLOSED")
	if calls > 0 {
		t.Error("it was called")
	}
}

// Probes need no credentials; reflection does.
func TestProbesNeedNoCredentials(t *testing.T) {
	t.Parallel()
	g := startGuarded(t, nil)
	nobody := g.as(t, "", nil)
	if reply, err := healthpb.NewHealthClient(nobody).Check(t.Context(), &healthpb.HealthCheckRequest{}); err != nil || reply.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		t.Errorf("health: %v, %v", reply, err)
	}
	for want, conn := range map[string]*grpc.ClientConn{"Unauthenticated CREDENTIALS_MISSING": nobody, "OK": g.as(t, g.tokens["scorer@desk"], nil)} {
		stream, err := reflectionpb.NewServerReflectionClient(conn).ServerReflectionInfo(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_ = stream.Send(&reflectionpb.ServerReflectionRequest{MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{}})
		if _, err := stream.Recv(); outcome(err) != want {
			t.Errorf("reflection: %s, want %s", outcome(err), want)
		}
	}
}

// What is written names in the audit who the server knows, whatever the author says.
func TestAuditNamesTheSubject(t *testing.T) {
	t.Parallel()
	g := startGuarded(t, nil)
	editor := g.as(t, g.tokens["editor@desk"], nil)
	approver := g.as(t, "", g.authority.issue(t, "spiffe://example/approver", time.Now().Add(time.Hour)))
	admin := g.as(t, g.issuer.sign(t, jwt.MapClaims{"roles": "admin", "sub": "root"}), nil)
	created, err := lexfitv1grpc.NewRulebookServiceClient(editor).CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{
		Rulebook: changed("Second"), Author: "Somebody Else", Message: "why",
	})
	if err != nil || created.GetRevision().GetSubject() != "editor@desk" {
		t.Fatalf("%v, %v", created, err)
	}
	if _, err := lexfitv1grpc.NewRulebookServiceClient(approver).ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: 2, Author: "Bo", Message: "why"}); err != nil {
		t.Fatal(err)
	}
	orders := lexfitv1grpc.NewJobOrderServiceClient(admin)
	order, err := orders.CreateJobOrder(t.Context(), &lexfitv1.CreateJobOrderRequest{JobOrderId: "acme", JobOrder: acme(20), Author: "Cy", Message: "why"})
	if err != nil {
		t.Fatal(err)
	}
	order.JobOrder.Title = "Other"
	if _, err := orders.UpdateJobOrder(t.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: order.GetJobOrder(), Author: "Cy", Message: "why"}); err != nil {
		t.Fatal(err)
	}
	if _, err := orders.DeleteJobOrder(t.Context(), &lexfitv1.DeleteJobOrderRequest{Name: "jobOrders/acme", Author: "Cy", Message: "why"}); err != nil {
		t.Fatal(err)
	}
	page, err := lexfitv1grpc.NewAdminServiceClient(admin).ListAuditEvents(t.Context(), &lexfitv1.ListAuditEventsRequest{PageSize: 5})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, event := range page.GetEvents() {
		got = append(got, event.GetAuthor()+"/"+event.GetSubject())
	}
	if want := []string{"Cy/root", "Cy/root", "Cy/root", "Bo/spiffe://example/approver", "Somebody Else/editor@desk"}; !slices.Equal(got, want) {
		t.Errorf("authors and subjects %v, want %v", got, want)
	}
}

// With the rule of two, whoever wrote a revision does not activate it, in one call or in two, whatever roles they have.
func TestTwoPersons(t *testing.T) {
	t.Parallel()
	g := startGuarded(t, func(c *Config) { c.TwoPerson = true })
	both := lexfitv1grpc.NewRulebookServiceClient(g.as(t, g.tokens["editor-too@desk"], nil))
	approver := lexfitv1grpc.NewRulebookServiceClient(g.as(t, g.tokens["approver@desk"], nil))
	create := func(activate bool) error {
		_, err := both.CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{Rulebook: changed("Second"), Author: "A", Message: "why", Activate: activate})
		return err
	}
	activate := func(as lexfitv1grpc.RulebookServiceClient, revision int32) error {
		_, err := as.ActivateRulebookRevision(t.Context(), &lexfitv1.ActivateRulebookRevisionRequest{Revision: revision, Author: "A", Message: "why"})
		return err
	}
	wantError(t, create(true), codes.FailedPrecondition, "SECOND_PERSON_NEEDED")
	if err := create(false); err != nil {
		t.Fatal(err)
	}
	if page, err := approver.ListRulebookRevisions(t.Context(), &lexfitv1.ListRulebookRevisionsRequest{}); err != nil || len(page.GetRevisions()) != 2 {
		t.Errorf("what was refused was written: %v, %v", page, err)
	}
	wantError(t, activate(both, 2), codes.FailedPrecondition, "SECOND_PERSON_NEEDED")
	if err := activate(approver, 2); err != nil {
		t.Errorf("by another: %v", err)
	}
	if err := activate(both, 1); err != nil { // the program's own
		t.Errorf("a revision that nobody known wrote: %v", err)
	}
	wantError(t, activate(both, 9), codes.NotFound, "REVISION_NOT_FOUND")
}

// An editor writes revisions, and does not make them active by writing them.
func TestActivatingWhileWritingNeedsBothRoles(t *testing.T) {
	t.Parallel()
	g := startGuarded(t, nil)
	for subject, want := range map[string]string{"editor@desk": "PermissionDenied ROLE_MISSING", "approver@desk": "PermissionDenied ROLE_MISSING", "editor-too@desk": "OK", "admin@desk": "OK"} {
		_, err := lexfitv1grpc.NewRulebookServiceClient(g.as(t, g.tokens[subject], nil)).CreateRulebookRevision(t.Context(), &lexfitv1.CreateRulebookRevisionRequest{
			Rulebook: changed("By " + subject), Author: "A", Message: "why", Activate: true,
		})
		if outcome(err) != want {
			t.Errorf("%s: %v, want %s", subject, err, want)
		}
	}
}

// Authorities of client certificates are taken anew when their file changes, on connections that stand as well.
func TestClientAuthoritiesFollowTheirFile(t *testing.T) {
	t.Parallel()
	g := startGuarded(t, nil)
	score := func(conn *grpc.ClientConn) string {
		_, err := lexfitv1grpc.NewMatchServiceClient(conn).ScoreCandidate(t.Context(), &lexfitv1.ScoreCandidateRequest{Profile: profilegen.Typical()})
		return outcome(err)
	}
	later := time.Now().Add(time.Hour)
	second := newAuthority(t, "second")
	standing := g.as(t, "", g.authority.issue(t, "spiffe://example/scorer", later))
	if got := score(standing); got != "OK" {
		t.Fatal(got)
	}
	if got := score(g.as(t, "", second.issue(t, "spiffe://example/scorer", later))); got != "Unavailable" {
		t.Errorf("of an authority that is not trusted yet: %s", got)
	}
	writeText(t, g.config.Identity.ClientCA, g.authority.pem()+second.pem())
	if got := score(g.as(t, "", second.issue(t, "spiffe://example/scorer", later))); got != "OK" {
		t.Errorf("of the new authority: %s", got)
	}
	if got := score(standing); got != "OK" {
		t.Errorf("of the old one, beside the new: %s", got)
	}
	writeText(t, g.config.Identity.ClientCA, second.pem())
	if got := score(standing); got != "Unauthenticated CREDENTIALS_INVALID" {
		t.Errorf("of an authority taken away, on a standing connection: %s", got)
	}
	// Half-way through being written the last whole one counts.
	writeText(t, g.config.Identity.ClientCA, "-----BEGIN CERTIF")
	if got := score(g.as(t, "", second.issue(t, "spiffe://example/scorer", later))); got != "OK" {
		t.Errorf("with a half-written file: %s", got)
	}
	if !strings.Contains(g.log.String(), "cannot be read") {
		t.Error("the log does not tell of it")
	}
}

// Each way to be known works without the others, and does not take what belongs to them.
func TestEachIdentityByItself(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Config){
		"token": func(c *Config) {
			c.Identity.ClientCA, c.Identity.OIDCIssuer, c.Identity.OIDCAudience, c.Identity.OIDCJWKS = "", "", "", ""
		},
		"certificate": func(c *Config) { c.Identity.OIDCIssuer, c.Identity.OIDCAudience, c.Identity.OIDCJWKS = "", "", "" },
		"jwt":         func(c *Config) { c.Identity.Identities, c.Identity.ClientCA = "", "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := startGuarded(t, change)
			for kind, conn := range map[string]*grpc.ClientConn{
				"token":       g.as(t, g.tokens["scorer@desk"], nil),
				"certificate": g.as(t, "", g.authority.issue(t, "spiffe://example/scorer", time.Now().Add(time.Hour))),
				"jwt":         g.as(t, g.issuer.sign(t, jwt.MapClaims{"roles": "scorer"}), nil),
			} {
				_, err := lexfitv1grpc.NewSkillServiceClient(conn).ListSkills(t.Context(), &lexfitv1.ListSkillsRequest{})
				taken := kind == name || name == "certificate" && kind == "token" // both stand in the file
				if taken != (err == nil) || !taken && status.Code(err) != codes.Unauthenticated {
					t.Errorf("%s: %v", kind, err)
				}
			}
		})
	}
}
