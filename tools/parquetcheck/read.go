// Package parquetcheck holds the Parquet files of lexfit to a reader that nobody here wrote: Apache Arrow's.
//
//	go -C tools/parquetcheck test .
package parquetcheck

import (
	"context"
	"fmt"
	"os"

	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/pqarrow"
)

// Read reads a file: the names of its columns with their types, its rows as texts by column, without the nulls, and its own metadata.
func Read(ctx context.Context, path string) (types map[string]string, rows []map[string]string, metadata map[string]string, err error) {
	content, err := os.Open(path)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("open: %w", err)
	}
	defer func() { _ = content.Close() }()
	opened, err := file.NewParquetReader(content, file.WithReadProps(parquet.NewReaderProperties(memory.DefaultAllocator)))
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	defer func() { _ = opened.Close() }()
	metadata = map[string]string{}
	for _, pair := range opened.MetaData().KeyValueMetadata() {
		metadata[pair.Key] = pair.GetValue()
	}
	reader, err := pqarrow.NewFileReader(opened, pqarrow.ArrowReadProperties{}, memory.DefaultAllocator)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	table, err := reader.ReadTable(ctx)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	defer table.Release()
	types = map[string]string{}
	for range table.NumRows() {
		rows = append(rows, map[string]string{})
	}
	for i := range int(table.NumCols()) {
		column := table.Column(i)
		types[column.Name()] = column.DataType().String()
		at := 0
		for _, chunk := range column.Data().Chunks() {
			for j := range chunk.Len() {
				if !chunk.IsNull(j) {
					rows[at][column.Name()] = chunk.ValueStr(j)
				}
				at++
			}
		}
	}
	return types, rows, metadata, nil
}
