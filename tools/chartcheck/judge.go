package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"
)

// judge holds the pods of rendered objects to what is promised of them, and their settings to lexfitd.
func judge(ctx context.Context, objects []runtime.Object, lexfitd string, adapter *adapter) error {
	configs := map[string]*core.ConfigMap{}
	accounts := map[string]*core.ServiceAccount{}
	for _, object := range objects {
		switch object := object.(type) {
		case *core.ConfigMap:
			configs[object.Name] = object
		case *core.ServiceAccount:
			accounts[object.Name] = object
		}
	}
	work, err := workloadOf(objects)
	if err != nil {
		return err
	}
	pod := work.template.Spec
	if account := accounts[pod.ServiceAccountName]; account == nil || !isFalse(account.AutomountServiceAccountToken) || !isFalse(pod.AutomountServiceAccountToken) {
		return errors.New("the pod gets a token of the cluster, which lexfitd has no use for")
	}
	settings, err := settingsOf(pod, configs)
	if err != nil {
		return err
	}
	return errors.Join(work.kept(settings), work.many(objects, adapter), shut(pod), claimed(pod, work.claims), outlives(pod, settings), taken(ctx, pod, settings, lexfitd))
}

func isFalse(flag *bool) bool { return flag != nil && !*flag }

func isTrue(flag *bool) bool { return flag != nil && *flag }

// shut holds the pod to what Kubernetes calls restricted, and to a root that is only read.
func shut(pod core.PodSpec) error {
	all, one := pod.SecurityContext, pod.Containers[0].SecurityContext
	switch {
	case all == nil || one == nil:
		return errors.New("the pod or its container has no security context")
	case !isTrue(all.RunAsNonRoot) || all.RunAsUser == nil || *all.RunAsUser == 0:
		return errors.New("it may run as root")
	case all.SeccompProfile == nil || all.SeccompProfile.Type != core.SeccompProfileTypeRuntimeDefault:
		return errors.New("it may make every system call")
	case !isTrue(one.ReadOnlyRootFilesystem) || !isFalse(one.AllowPrivilegeEscalation):
		return errors.New("it may write to its root, or become more than it is")
	case one.Capabilities == nil || len(one.Capabilities.Drop) != 1 || one.Capabilities.Drop[0] != "ALL" || len(one.Capabilities.Add) > 0:
		return errors.New("it keeps capabilities")
	}
	return nil
}

// claimed holds that every volume that is mounted is there, and every one that is there is mounted.
func claimed(pod core.PodSpec, claims []core.PersistentVolumeClaim) error {
	there := map[string]bool{}
	for _, volume := range pod.Volumes {
		there[volume.Name] = false
	}
	for _, claim := range claims {
		there[claim.Name] = false
	}
	var errs []error
	for _, mount := range pod.Containers[0].VolumeMounts {
		if _, ok := there[mount.Name]; !ok {
			errs = append(errs, fmt.Errorf("%s is mounted, and is no volume", mount.Name))
		}
		there[mount.Name] = true
	}
	for name, mounted := range there {
		if !mounted {
			errs = append(errs, fmt.Errorf("the volume %s is mounted nowhere", name))
		}
	}
	return errors.Join(errs...)
}

// settingsFile is where the pod has its settings.
const settingsFile = "/etc/lexfit/config/lexfitd.yaml"

// settingsOf is the file of settings that the pod finds.
func settingsOf(pod core.PodSpec, configs map[string]*core.ConfigMap) (map[string]any, error) {
	for _, mount := range pod.Containers[0].VolumeMounts {
		if mount.MountPath != filepath.Dir(settingsFile) {
			continue
		}
		for _, volume := range pod.Volumes {
			if volume.Name != mount.Name || volume.ConfigMap == nil || configs[volume.ConfigMap.Name] == nil {
				continue
			}
			settings := map[string]any{}
			return settings, yaml.Unmarshal([]byte(configs[volume.ConfigMap.Name].Data[filepath.Base(settingsFile)]), &settings)
		}
	}
	return nil, fmt.Errorf("no ConfigMap that is rendered is mounted at %s", filepath.Dir(settingsFile))
}

// outlives holds that the pod is given longer to end than lexfitd takes.
func outlives(pod core.PodSpec, settings map[string]any) error {
	var longest time.Duration
	for _, name := range []string{"drain", "shutdown-timeout"} {
		text, _ := settings[name].(string)
		took, err := time.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		longest += took
	}
	if grace := pod.TerminationGracePeriodSeconds; grace == nil || time.Duration(*grace)*time.Second <= longest {
		return fmt.Errorf("it is killed before lexfitd has ended by itself, after %v", longest)
	}
	return nil
}

// taken gives the settings to lexfitd config check, with the pod's arguments and environment. The pod's volumes are folders here.
func taken(ctx context.Context, pod core.PodSpec, settings map[string]any, lexfitd string) error {
	work, err := os.MkdirTemp("", "lexfit-pod-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	container := pod.Containers[0]
	here := map[string]any{}
	var errs []error
	for name, value := range settings {
		if text, ok := value.(string); ok && filepath.IsAbs(text) {
			if !mounted(container, text) {
				errs = append(errs, fmt.Errorf("%s: %s lies on no volume that is mounted", name, text))
			}
			value = work + text
		}
		here[name] = value
	}
	for _, mount := range container.VolumeMounts {
		errs = append(errs, os.MkdirAll(work+mount.MountPath, 0o700))
	}
	text, err := yaml.Marshal(here)
	if err := errors.Join(append(errs, err)...); err != nil {
		return err
	}
	if err := os.WriteFile(work+settingsFile, text, 0o600); err != nil {
		return err
	}
	args := []string{"config", "check"}
	for _, arg := range container.Args {
		args = append(args, strings.ReplaceAll(arg, settingsFile, work+settingsFile))
	}
	command := exec.CommandContext(ctx, lexfitd, args...)
	for _, one := range container.Env {
		command.Env = append(command.Env, one.Name+"="+one.Value)
	}
	said, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("lexfitd %s: %w\n%s", strings.Join(args, " "), err, said)
	}
	if !strings.Contains(string(said), "("+work+settingsFile+")") {
		return fmt.Errorf("lexfitd %s took nothing from the file of settings", strings.Join(args, " "))
	}
	return nil
}

// mounted reports whether a path lies on a volume.
func mounted(container core.Container, path string) bool {
	for _, mount := range container.VolumeMounts {
		if strings.HasPrefix(path, mount.MountPath+"/") || path == mount.MountPath {
			return true
		}
	}
	return false
}
