// Package netpol turns NetworkPolicies into one nftables table. It is pure: what the cluster holds goes in as a
// Snapshot, text for `nft -f` comes out. It covers IPv4 and a single node whose pods are routed, not bridged, so that
// packets between pods pass the forward hook.
package netpol

import (
	v1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Pod is a pod on the pod network, with the address it has now.
type Pod struct {
	UID, Namespace, IP string
	Labels             labels.Set
	Ports              []v1.ContainerPort
}

// Snapshot is all that the rules depend on.
type Snapshot struct {
	Pods []Pod
	// Namespaces holds each namespace's labels by its name.
	Namespaces map[string]labels.Set
	Policies   []*networking.NetworkPolicy
}

func (s Snapshot) selected(policy *networking.NetworkPolicy, pod Pod) bool {
	return policy.Namespace == pod.Namespace && matches(&policy.Spec.PodSelector, pod.Labels)
}

// peers are the pods that a peer of a policy in the given namespace names by its selectors.
func (s Snapshot) peers(namespace string, peer networking.NetworkPolicyPeer) []Pod {
	var found []Pod
	for _, pod := range s.Pods {
		inNamespace := pod.Namespace == namespace
		if peer.NamespaceSelector != nil {
			inNamespace = matches(peer.NamespaceSelector, s.Namespaces[pod.Namespace])
		}
		if inNamespace && (peer.PodSelector == nil || matches(peer.PodSelector, pod.Labels)) {
			found = append(found, pod)
		}
	}
	return found
}

// matches treats a selector that cannot be read as selecting nothing; the API server admits none such.
func matches(selector *metav1.LabelSelector, set labels.Set) bool {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	return err == nil && parsed.Matches(set)
}
