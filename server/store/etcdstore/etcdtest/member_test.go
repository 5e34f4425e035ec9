package etcdtest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clientv3 "go.etcd.io/etcd/client/v3"
	"go.etcd.io/etcd/server/v3/embed"
	"go.uber.org/zap"

	"github.com/lexfit/lexfit/server/store/etcdstore"
)

// childVariable makes this test binary a process of another kind: a member of an etcd, a server, or a writer.
const childVariable = "LEXFIT_TEST_CHILD"

// membership is what a child is told that is to be a member.
type membership struct {
	Name, Folder, Client, Peer, Cluster string
	Quota                               int64
	Known                               bool // to the cluster: it was started before
	CA, Cert, Key                       string
}

func TestMain(m *testing.M) {
	kind, told, ok := strings.Cut(os.Getenv(childVariable), ":")
	if !ok {
		os.Exit(m.Run())
	}
	var err error
	switch kind {
	case "member":
		err = member(told)
	case "server":
		err = serve(told)
	case "writer":
		err = writer(told)
	default:
		err = fmt.Errorf("no such child: %q", kind)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// member is a member of an etcd until it is killed.
func member(told string) error {
	var as membership
	if err := json.Unmarshal([]byte(told), &as); err != nil {
		return err
	}
	config := embed.NewConfig()
	config.Name, config.Dir, config.InitialCluster, config.QuotaBackendBytes = as.Name, as.Folder, as.Cluster, as.Quota
	config.ListenClientUrls, config.AdvertiseClientUrls = urls(as.Client), urls(as.Client)
	config.ListenPeerUrls, config.AdvertisePeerUrls = urls(as.Peer), urls(as.Peer)
	config.LogLevel, config.Logger = "fatal", "zap"
	config.ZapLoggerBuilder = embed.NewZapLoggerBuilder(zap.NewNop())
	config.TickMs, config.ElectionMs = 50, 500
	config.WatchProgressNotifyInterval = time.Second
	config.MaxTxnOps = embed.DefaultMaxTxnOps
	config.BcryptCost = 4
	if as.Known {
		config.ClusterState = embed.ClusterStateFlagExisting
	}
	if as.CA != "" {
		config.ClientTLSInfo.CertFile, config.ClientTLSInfo.KeyFile = as.Cert, as.Key
		config.ClientTLSInfo.TrustedCAFile, config.ClientTLSInfo.ClientCertAuth = as.CA, true
	}
	running, err := embed.StartEtcd(config)
	if err != nil {
		return err
	}
	<-running.Server.ReadyNotify()
	fmt.Println("ready")
	return <-running.Err()
}

func urls(address string) []url.URL {
	parsed, err := url.Parse(address)
	if err != nil {
		panic(err)
	}
	return []url.URL{*parsed}
}

// cluster is an etcd of children.
type cluster struct {
	members  []membership
	children []*exec.Cmd
}

// start starts an etcd of some members, each a process, that ends with the test.
func start(tb testing.TB, size int, as membership) *cluster {
	tb.Helper()
	made := &cluster{children: make([]*exec.Cmd, size)}
	scheme := "http://"
	if as.CA != "" {
		scheme = "https://"
	}
	var parts []string
	folder := tb.TempDir()
	for i := range size {
		one := as
		one.Name, one.Folder = fmt.Sprint("m", i), filepath.Join(folder, fmt.Sprint("m", i))
		one.Client, one.Peer = scheme+free(tb), "http://"+free(tb)
		parts = append(parts, one.Name+"="+one.Peer)
		made.members = append(made.members, one)
	}
	for i := range made.members {
		made.members[i].Cluster = strings.Join(parts, ",")
	}
	tb.Cleanup(func() {
		for i := range made.children {
			made.kill(tb, i)
		}
	})
	for i := range made.members {
		made.run(tb, i)
	}
	for i := range made.members {
		made.ready(tb, i)
	}
	return made
}

// free is an address that nobody listens on.
func free(tb testing.TB) string {
	tb.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // nobody called
	return listener.Addr().String()
}

// run starts a member; it says on its standard output when it is ready.
func (c *cluster) run(tb testing.TB, i int) {
	tb.Helper()
	told, err := json.Marshal(c.members[i])
	if err != nil {
		tb.Fatal(err)
	}
	c.members[i].Known = true
	cmd := exec.Command(os.Args[0]) //nolint:gosec // this very binary
	cmd.Env = append(os.Environ(), childVariable+"=member:"+string(told))
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	c.children[i] = cmd
}

// kill kills a member as kill -9 does.
func (c *cluster) kill(tb testing.TB, i int) {
	tb.Helper()
	if c.children[i] == nil {
		return
	}
	if err := c.children[i].Process.Kill(); err != nil {
		tb.Error(err)
	}
	_ = c.children[i].Wait()
	c.children[i] = nil
}

// lose kills a member, or the leader, and starts it again a while later; it says which.
func (c *cluster) lose(tb testing.TB, random *rand.Rand, leader bool, longest time.Duration) string {
	tb.Helper()
	i, name := random.IntN(len(c.members)), "a member"
	if leader {
		i, name = c.leader(tb), "the leader"
	}
	c.kill(tb, i)
	time.Sleep(time.Duration(random.Int64N(int64(longest))))
	c.run(tb, i)
	c.ready(tb, i)
	return name
}

// ready waits until a member answers.
func (c *cluster) ready(tb testing.TB, i int) {
	tb.Helper()
	client := c.client(tb, i)
	for ended := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		ctx, cancel := clientContext(tb, time.Second)
		_, err := client.Get(ctx, "anything")
		cancel()
		if err == nil {
			return
		}
		if time.Now().After(ended) {
			tb.Fatalf("member %d does not get ready: %v", i, err)
		}
	}
}

// client is etcd's own client, of one member.
func (c *cluster) client(tb testing.TB, i int) *clientv3.Client {
	tb.Helper()
	config := clientv3.Config{Endpoints: []string{c.members[i].Client}, Logger: zap.NewNop()}
	if as := c.members[i]; as.CA != "" {
		config.TLS = trust(tb, as)
	}
	client, err := clientv3.New(config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = client.Close() })
	return client
}

// leader is the member that leads now.
func (c *cluster) leader(tb testing.TB) int {
	tb.Helper()
	for ended := time.Now().Add(time.Minute); time.Now().Before(ended); time.Sleep(50 * time.Millisecond) {
		for i, as := range c.members {
			if c.children[i] == nil {
				continue
			}
			ctx, cancel := clientContext(tb, time.Second)
			status, err := c.client(tb, i).Status(ctx, as.Client)
			cancel()
			if err == nil && status.Leader == status.Header.GetMemberId() {
				return i
			}
		}
	}
	tb.Fatal("nobody leads")
	return 0
}

// at is the place of a prefix.
func (c *cluster) at(prefix string) etcdstore.Config {
	var hosts []string
	for _, as := range c.members {
		_, host, _ := strings.Cut(as.Client, "://")
		hosts = append(hosts, host)
	}
	return etcdstore.Config{Address: etcdstore.Scheme + strings.Join(hosts, ",") + "/" + prefix}
}
