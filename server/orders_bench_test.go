package server

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	lexfitv1 "github.com/lexfit/lexfit/proto/lexfit/v1"
	"github.com/lexfit/lexfit/server/store"
	"github.com/lexfit/lexfit/server/store/boltstore"
)

// benchmarkOrders are the numbers of open job orders that benchmarks have.
var benchmarkOrders = []int{10, 100, 1000}

// withOpenOrders makes a database with so many open job orders, and returns its path. It writes beneath the service, whose
// writing is what is measured.
func withOpenOrders(b *testing.B, orders int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "lexfit.db")
	service, err := Open(b.Context(), Options{DBPath: path, Clock: testClock}) // for the rulebook
	if err != nil {
		b.Fatal(err)
	}
	if err := service.Close(); err != nil {
		b.Fatal(err)
	}
	database, err := boltstore.Open(path, boltstore.Options{})
	if err != nil {
		b.Fatal(err)
	}
	for i := range orders {
		order := acme(int32(1 + i%40))
		order.Name = fmt.Sprintf("%sbench-%d", orderPrefix, i)
		if _, err := database.CreateJobOrder(b.Context(), order, store.JobOrderWrite{Time: testClock()}); err != nil {
			b.Fatal(err)
		}
	}
	if err := database.Close(); err != nil {
		b.Fatal(err)
	}
	return path
}

// BenchmarkWriteJobOrder writes a new revision of one job order among so many open ones: what it costs must not grow as they
// do.
func BenchmarkWriteJobOrder(b *testing.B) {
	for _, orders := range benchmarkOrders {
		b.Run(fmt.Sprintf("orders=%d", orders), func(b *testing.B) {
			service, err := Open(b.Context(), Options{DBPath: withOpenOrders(b, orders), Clock: testClock})
			if err != nil {
				b.Fatal(err)
			}
			defer service.Close() //nolint:errcheck // the benchmark is over
			handler := &jobOrderService{Service: service}
			written := 0
			b.ReportAllocs()
			for b.Loop() {
				order := acme(int32(1 + written%40))
				order.Name = fmt.Sprintf("%sbench-%d", orderPrefix, written%orders)
				if _, err := handler.UpdateJobOrder(b.Context(), &lexfitv1.UpdateJobOrderRequest{JobOrder: order}); err != nil {
					b.Fatal(err)
				}
				written++
			}
		})
	}
}

// BenchmarkOpen starts a service on a database with so many open job orders.
func BenchmarkOpen(b *testing.B) {
	for _, orders := range benchmarkOrders {
		b.Run(fmt.Sprintf("orders=%d", orders), func(b *testing.B) {
			path := withOpenOrders(b, orders)
			b.ReportAllocs()
			for b.Loop() {
				service, err := Open(context.Background(), Options{DBPath: path, Clock: testClock})
				if err != nil {
					b.Fatal(err)
				}
				if err := service.Close(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
