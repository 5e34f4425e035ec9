package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	apps "k8s.io/api/apps/v1"
	autoscaling "k8s.io/api/autoscaling/v2"
	core "k8s.io/api/core/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"
)

// workload is what runs the pods: a set of one with a database of its own, or a deployment of any number on etcd.
type workload struct {
	name     string
	template core.PodTemplateSpec
	claims   []core.PersistentVolumeClaim
	replicas *int32
	rollout  *apps.DeploymentStrategy // nil of a set
}

// workloadOf finds the one among the objects.
func workloadOf(objects []runtime.Object) (*workload, error) {
	var found []*workload
	for _, object := range objects {
		switch object := object.(type) {
		case *apps.StatefulSet:
			found = append(found, &workload{object.Name, object.Spec.Template, object.Spec.VolumeClaimTemplates, object.Spec.Replicas, nil})
		case *apps.Deployment:
			found = append(found, &workload{object.Name, object.Spec.Template, nil, object.Spec.Replicas, &object.Spec.Strategy})
		}
	}
	if len(found) != 1 || len(found[0].template.Spec.Containers) != 1 {
		return nil, errors.New("there is not one StatefulSet or Deployment, with one container")
	}
	return found[0], nil
}

// kept holds the number of pods to where they keep what they score by: a file is one process's, and an etcd is everybody's.
func (w *workload) kept(settings map[string]any) error {
	_, file := settings["db"]
	_, etcd := settings["store"]
	switch {
	case w.rollout == nil && (!file || etcd):
		return errors.New("a pod with a volume does not keep its database there")
	case w.rollout == nil && (w.replicas == nil || *w.replicas != 1):
		return errors.New("not one replica: the database is one file, which one process has to itself")
	case w.rollout != nil && (file || !etcd):
		return errors.New("pods of a Deployment have databases of their own, and score by whatever each holds")
	}
	return nil
}

// many holds the objects around pods on etcd to what is promised of them.
func (w *workload) many(objects []runtime.Object, adapter *adapter) error {
	if w.rollout == nil {
		return nil
	}
	var errs []error
	if update := w.rollout.RollingUpdate; update == nil || update.MaxUnavailable == nil || update.MaxUnavailable.IntValue() != 0 {
		errs = append(errs, errors.New("an upgrade takes pods away before there are others"))
	}
	if probe := w.template.Spec.Containers[0].ReadinessProbe; probe == nil || !strings.Contains(fmt.Sprint(probe.ProbeHandler.GRPC, probe.ProbeHandler.Exec), "readiness") &&
		(probe.GRPC == nil || probe.GRPC.Service == nil || *probe.GRPC.Service != "readiness") {
		errs = append(errs, errors.New("a pod that drains is not taken out of its services: it is not asked for readiness"))
	}
	spreads := w.template.Spec.TopologySpreadConstraints
	for _, one := range spreads {
		if !w.selected(one.LabelSelector) {
			errs = append(errs, fmt.Errorf("the spread over %s is of other pods", one.TopologyKey))
		}
	}
	if len(spreads) == 0 {
		errs = append(errs, errors.New("all pods may be on one node"))
	}
	var headless, budget, scaled bool
	for _, object := range objects {
		switch object := object.(type) {
		case *core.Service:
			if object.Spec.ClusterIP != core.ClusterIPNone {
				continue
			}
			headless = true
			errs = append(errs, w.reached(object))
		case *policy.PodDisruptionBudget:
			budget = true
			if most := object.Spec.MaxUnavailable; most == nil || most.IntValue() < 1 || !w.selected(object.Spec.Selector) {
				errs = append(errs, errors.New("the disruption budget lets no pod be moved, or is of other pods"))
			}
		case *autoscaling.HorizontalPodAutoscaler:
			scaled = true
			errs = append(errs, w.scaled(object, adapter))
		}
	}
	if !headless {
		errs = append(errs, errors.New("no service without an address of its own: clients cannot go round the pods"))
	}
	if !budget {
		errs = append(errs, errors.New("no disruption budget: all pods may be moved at once"))
	}
	if !scaled && w.replicas == nil {
		errs = append(errs, errors.New("nothing says how many pods there are"))
	}
	return errors.Join(errs...)
}

// selected reports whether a selector is of the pods.
func (w *workload) selected(by *meta.LabelSelector) bool {
	selector, err := meta.LabelSelectorAsSelector(by)
	return err == nil && !selector.Empty() && selector.Matches(labels.Set(w.template.Labels))
}

// reached holds that a name leads to the pods' own port: nothing translates it where there is no address of a service.
func (w *workload) reached(service *core.Service) error {
	if !labels.SelectorFromSet(service.Spec.Selector).Matches(labels.Set(w.template.Labels)) || len(service.Spec.Selector) == 0 {
		return fmt.Errorf("the service %s is of other pods", service.Name)
	}
	for _, port := range service.Spec.Ports {
		for _, own := range w.template.Spec.Containers[0].Ports {
			if own.Name == port.TargetPort.String() && own.ContainerPort == port.Port {
				return nil
			}
		}
	}
	return fmt.Errorf("the service %s has no port that a pod serves on", service.Name)
}

// scaled holds the autoscaler to the deployment, and its figure to the one that the adapter makes.
func (w *workload) scaled(scaler *autoscaling.HorizontalPodAutoscaler, adapter *adapter) error {
	spec := scaler.Spec
	switch {
	case spec.ScaleTargetRef.Kind != "Deployment" || spec.ScaleTargetRef.Name != w.name:
		return errors.New("the autoscaler is of something else")
	case w.replicas != nil:
		return errors.New("both the autoscaler and the deployment say how many pods there are: each upgrade would undo the scaling")
	case len(spec.Metrics) != 1 || spec.Metrics[0].Pods == nil || spec.Metrics[0].Pods.Metric.Name != adapter.name:
		return fmt.Errorf("the autoscaler goes by another figure than %s, which the adapter gives", adapter.name)
	}
	return nil
}

// adapter is the rule by which prometheus-adapter makes the figure.
type adapter struct{ name string }

// readAdapter reads the rule, and holds it to the list of our metrics.
func readAdapter(root string) (*adapter, error) {
	folder := filepath.Join(root, "server", "deploy")
	text, err := os.ReadFile(filepath.Join(folder, "prometheus-adapter.yaml"))
	if err != nil {
		return nil, err
	}
	metrics, err := os.ReadFile(filepath.Join(folder, "metrics.tsv"))
	if err != nil {
		return nil, err
	}
	return parseAdapter(text, string(metrics))
}

func parseAdapter(text []byte, metrics string) (*adapter, error) {
	var file struct {
		Rules struct {
			Custom []struct {
				SeriesQuery string `json:"seriesQuery"`
				Name        struct {
					As string `json:"as"`
				} `json:"name"`
			} `json:"custom"`
		} `json:"rules"`
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		return nil, fmt.Errorf("prometheus-adapter.yaml: %w", err)
	}
	if len(file.Rules.Custom) != 1 {
		return nil, errors.New("prometheus-adapter.yaml: want one rule")
	}
	rule := file.Rules.Custom[0]
	series, _, _ := strings.Cut(rule.SeriesQuery, "{")
	for line := range strings.Lines(metrics) {
		if cells := strings.Split(strings.TrimSpace(line), "\t"); len(cells) == 4 && cells[0] == series && cells[1] == "gauge" && strings.Contains(cells[3], "grpc_service") {
			return &adapter{rule.Name.As}, nil
		}
	}
	return nil, fmt.Errorf("prometheus-adapter.yaml: %s is no gauge of metrics.tsv with the service in its labels", series)
}
