package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	jobs "k8s.io/api/batch/v1"
	core "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
)

// judgeBatch holds the Job of shards to what is promised of it: a pod a shard, each with its number; and scores a small pool as the
// pods would, one after the other, so that lexfit has taken the arguments and gather what came of them. Without a Job there is nothing to
// hold.
func judgeBatch(ctx context.Context, objects []runtime.Object, lexfit string) error {
	var job *jobs.Job
	for _, object := range objects {
		if found, ok := object.(*jobs.Job); ok {
			job = found
		}
	}
	if job == nil {
		return nil
	}
	pod := job.Spec.Template.Spec
	switch {
	case len(pod.Containers) != 1:
		return errors.New("the batch: not one container")
	case job.Spec.CompletionMode == nil || *job.Spec.CompletionMode != jobs.IndexedCompletion:
		return errors.New("the batch: no pod is told which shard it is: the Job is not indexed")
	case job.Spec.Completions == nil || job.Spec.BackoffLimitPerIndex == nil:
		return errors.New("the batch: it has no completions, or one shard that fails ends all others")
	case pod.RestartPolicy != core.RestartPolicyNever:
		return errors.New("the batch: its pods start themselves again, which an indexed Job with a limit for each shard does not take")
	case !isFalse(pod.AutomountServiceAccountToken):
		return errors.New("the batch: its pods get a token of the cluster")
	case len(job.Name) > 58:
		return fmt.Errorf("the batch: with a number of three digits the name of a pod is longer than 63 letters: %s", job.Name)
	case !slices.Contains(pod.Containers[0].Args, fmt.Sprintf("--shard=job/%d", *job.Spec.Completions)):
		return fmt.Errorf("the batch: %d pods are not the shards of %q", *job.Spec.Completions, pod.Containers[0].Args)
	}
	for _, object := range objects {
		if service, ok := object.(*core.Service); ok && selects(service.Spec.Selector, job.Spec.Template.Labels) {
			return fmt.Errorf("the batch: the Service %s leads callers to its pods", service.Name)
		}
	}
	if err := errors.Join(shut(pod), mounts(pod)); err != nil {
		return fmt.Errorf("the batch: %w", err)
	}
	return scored(ctx, pod.Containers[0], int(*job.Spec.Completions), lexfit)
}

// selects reports whether a selector takes labels.
func selects(selector, labels map[string]string) bool {
	for key, value := range selector {
		if labels[key] != value {
			return false
		}
	}
	return len(selector) > 0
}

// mounts holds that every volume that is mounted is there.
func mounts(pod core.PodSpec) error {
	for _, mount := range pod.Containers[0].VolumeMounts {
		if !slices.ContainsFunc(pod.Volumes, func(volume core.Volume) bool { return volume.Name == mount.Name }) {
			return fmt.Errorf("%s is mounted, and is no volume", mount.Name)
		}
	}
	return nil
}

// scored runs the pods' command for each shard, the first one twice, and puts them together. Each volume is a folder here; a server is
// none, so that the rules are those that come with lexfit.
func scored(ctx context.Context, container core.Container, of int, lexfit string) error {
	work, err := os.MkdirTemp("", "lexfit-batch-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	here := func(arg string) string {
		flag, path, found := strings.Cut(arg, "=")
		if !found {
			flag, path = "", arg
		}
		if !filepath.IsAbs(path) || !mounted(container, path) {
			return arg
		}
		return strings.TrimPrefix(flag+"="+filepath.Join(work, path), "=")
	}
	var args []string
	out := ""
	for _, arg := range container.Args {
		if strings.HasPrefix(arg, "--server=") {
			arg = "--db=/var/lib/lexfit/lexfit.db"
		}
		if file, found := strings.CutPrefix(arg, "--out="); found {
			if !mounted(container, file) {
				return fmt.Errorf("the batch: %s lies on no volume that is mounted", file)
			}
			out = filepath.Join(work, file)
		}
		args = append(args, here(arg))
	}
	pool := args[1]
	for _, mount := range container.VolumeMounts {
		if err := os.MkdirAll(filepath.Join(work, mount.MountPath), 0o700); err != nil {
			return err
		}
	}
	if err := errors.Join(os.MkdirAll(filepath.Dir(pool), 0o700), os.MkdirAll(filepath.Dir(out), 0o700)); err != nil {
		return err
	}
	text := "candidate_id,skills\na,Word\nb,Excel\nc,Word\nd,Word\n"
	if name := strings.TrimSuffix(pool, ".gz"); !strings.HasSuffix(name, ".csv") { // no name makes a file packed
		text = `{"candidate_id":"a"}` + "\n" + `{"candidate_id":"b"}` + "\n" + `{"candidate_id":"c"}` + "\n" + `{"candidate_id":"d"}` + "\n"
	}
	if err := os.WriteFile(pool, []byte(text), 0o600); err != nil {
		return err
	}
	command := func(index int, args ...string) error {
		run := exec.CommandContext(ctx, lexfit, args...)
		run.Env = []string{"HOME=" + work, fmt.Sprintf("JOB_COMPLETION_INDEX=%d", index)}
		if said, err := run.CombinedOutput(); err != nil {
			return fmt.Errorf("the batch: lexfit %s: %w\n%s", strings.Join(args, " "), err, said)
		}
		return nil
	}
	for _, index := range append([]int{0}, upTo(of)...) {
		if err := command(index, args...); err != nil {
			return err
		}
	}
	if err := command(0, "gather", filepath.Dir(out), "--out", out); err != nil {
		return err
	}
	if info, err := os.Stat(out); err != nil || info.Size() == 0 {
		return fmt.Errorf("the batch: nothing came of it: %w", err)
	}
	return nil
}

// upTo counts from 0.
func upTo(many int) []int {
	var list []int
	for i := range many {
		list = append(list, i)
	}
	return list
}
