package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	monitoring "github.com/prometheus-operator/prometheus-operator/pkg/apis/monitoring/v1"
	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/lint"
	"helm.sh/helm/v4/pkg/chart/v2/lint/support"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes/scheme"
)

const namespace = "desk"

// render lints a chart and renders it with a file of values, or its own where the name is empty, into Kubernetes' objects.
func render(ctx context.Context, chart, values string) ([]runtime.Object, error) {
	given := map[string]any{}
	if values != "" {
		read, err := common.ReadValuesFile(values)
		if err != nil {
			return nil, err
		}
		given = read
	}
	var errs []error
	for _, message := range lint.RunAll(chart, given, namespace).Messages {
		if message.Severity >= support.WarningSev {
			errs = append(errs, message)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	loaded, err := loader.Load(chart)
	if err != nil {
		return nil, err
	}
	filled, err := util.ToRenderValues(loaded, given, common.ReleaseOptions{Name: "trial", Namespace: namespace, IsInstall: true}, nil)
	if err != nil {
		return nil, err
	}
	pages, err := engine.Engine{Strict: true}.RenderWithContext(ctx, loaded, filled)
	if err != nil {
		return nil, err
	}
	return decode(pages)
}

// decode reads what was rendered as a cluster would, which knows every field. A field that it does not know would be dropped
// there, with whatever it was to see to.
func decode(pages map[string]string) ([]runtime.Object, error) {
	known := runtime.NewScheme()
	if err := errors.Join(scheme.AddToScheme(known), monitoring.AddToScheme(known)); err != nil {
		return nil, err
	}
	reader := json.NewSerializerWithOptions(json.DefaultMetaFactory, known, known, json.SerializerOptions{Yaml: true, Strict: true})
	names := make([]string, 0, len(pages))
	for name := range pages {
		names = append(names, name)
	}
	slices.Sort(names)
	var objects []runtime.Object
	for _, name := range names {
		if path.Ext(name) != ".yaml" {
			continue
		}
		for documents := utilyaml.NewYAMLReader(bufio.NewReader(strings.NewReader(pages[name]))); ; {
			document, err := documents.Read()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if len(bytes.TrimSpace(document)) == 0 {
				continue
			}
			object, _, err := reader.Decode(document, nil, nil)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			objects = append(objects, object)
		}
	}
	return objects, nil
}
