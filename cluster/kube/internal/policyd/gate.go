package policyd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
)

// Announcement is what the CNI plugin sends, as JSON: POST /pods when a pod has got its address (answered once the
// rules for it are in force), DELETE /pods when its sandbox goes.
type Announcement struct {
	UID, Namespace, Name string
	// IP is the pod's IPv4 address; empty in a DELETE.
	IP string
	// Sandbox is the container runtime's id of the pod's sandbox.
	Sandbox string
}

const (
	// patience is how long a pod is held back before its sandbox fails; the kubelet then tries again.
	patience = 10 * time.Second
	// glance is the pause between two looks at the caches while they catch up.
	glance = 2 * time.Millisecond
)

// gate holds new pods back.
type gate struct {
	client   kubernetes.Interface
	view     *view
	enforcer *enforcer
}

func serve(ctx context.Context, listener net.Listener, g *gate) {
	routes := http.NewServeMux()
	routes.HandleFunc("POST /pods", answer(g.admit))
	routes.HandleFunc("DELETE /pods", answer(g.withdraw))
	server := &http.Server{Handler: routes, ReadTimeout: patience}
	context.AfterFunc(ctx, func() { server.Close() })
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		klog.ErrorS(err, "New pods can no longer be announced")
		klog.FlushAndExit(klog.ExitFlushTimeout, 1)
	}
}

func answer(handle func(context.Context, Announcement) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var announced Announcement
		if err := json.NewDecoder(r.Body).Decode(&announced); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		if err := handle(ctx, announced); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// admit returns once every policy that exists now is in force for the pod. The list comes from the API server, because
// the watches of pods and of policies run side by side and the latter may be behind.
func (g *gate) admit(ctx context.Context, pod Announcement) error {
	policies, err := g.client.NetworkingV1().NetworkPolicies(pod.Namespace).List(ctx, metav1.ListOptions{})
	if err != nil {
		return fmt.Errorf("the network policies of namespace %s: %w", pod.Namespace, err)
	}
	for !g.knowsPod(pod) || !g.knowsPolicies(policies.Items) {
		select {
		case <-time.After(glance):
		case <-ctx.Done():
			return fmt.Errorf("pod %s/%s or its network policies did not arrive: %w", pod.Namespace, pod.Name, ctx.Err())
		}
	}
	version := g.view.announce(pod.UID, announcement{pod.IP, pod.Sandbox})
	if err := g.enforcer.applied.wait(ctx, version); err != nil {
		return fmt.Errorf("the rules for pod %s/%s could not be written: %w", pod.Namespace, pod.Name, err)
	}
	return nil
}

func (g *gate) withdraw(_ context.Context, pod Announcement) error {
	g.view.withdraw(pod.UID, pod.Sandbox)
	return nil
}

func (g *gate) knowsPod(pod Announcement) bool {
	known, err := g.view.pods.Pods(pod.Namespace).Get(pod.Name)
	return err == nil && known.UID == types.UID(pod.UID)
}

// knowsPolicies tells whether the cache is as new as the list. A policy that is missing there may have been deleted
// since, then the list is asked again by the next try of the kubelet.
func (g *gate) knowsPolicies(listed []networking.NetworkPolicy) bool {
	for _, policy := range listed {
		known, err := g.view.policies.NetworkPolicies(policy.Namespace).Get(policy.Name)
		if err != nil || older(known.ResourceVersion, policy.ResourceVersion) {
			return false
		}
	}
	return true
}

// older compares resource versions as numbers, which they are in every API server on etcd.
func older(a, b string) bool {
	left, errLeft := strconv.ParseUint(a, 10, 64)
	right, errRight := strconv.ParseUint(b, 10, 64)
	return errLeft == nil && errRight == nil && left < right
}
