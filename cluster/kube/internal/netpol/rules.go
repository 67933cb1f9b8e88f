package netpol

import (
	"fmt"
	"slices"
	"strings"

	v1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// side is one end of a connection: which nftables address a peer stands at.
type side string

const (
	source      side = "saddr"
	destination side = "daddr"
)

// ingress lists the matches that let packets into the pod. Isolated tells whether any policy speaks of it at all.
func (s Snapshot) ingress(pod Pod) (allowed []string, isolated bool) {
	for _, policy := range s.Policies {
		if !s.selected(policy, pod) || !slices.Contains(policy.Spec.PolicyTypes, networking.PolicyTypeIngress) {
			continue
		}
		isolated = true
		for _, rule := range policy.Spec.Ingress {
			for _, peer := range s.places(policy.Namespace, rule.From, source) {
				allowed = append(allowed, peer.with(rule.Ports, []Pod{pod})...)
			}
		}
	}
	return unique(allowed), isolated
}

// egress is the counterpart of ingress for packets that leave the pod.
func (s Snapshot) egress(pod Pod) (allowed []string, isolated bool) {
	for _, policy := range s.Policies {
		if !s.selected(policy, pod) || !slices.Contains(policy.Spec.PolicyTypes, networking.PolicyTypeEgress) {
			continue
		}
		isolated = true
		for _, rule := range policy.Spec.Egress {
			for _, peer := range s.places(policy.Namespace, rule.To, destination) {
				allowed = append(allowed, peer.with(rule.Ports, peer.pods)...)
			}
		}
	}
	return unique(allowed), isolated
}

// place is where a rule's peer is: a match on its address, and the pods that may stand there.
type place struct {
	match string
	pods  []Pod
}

// places are a rule's peers; no peers at all means everywhere.
func (s Snapshot) places(namespace string, peers []networking.NetworkPolicyPeer, at side) []place {
	if len(peers) == 0 {
		return []place{{"", s.Pods}}
	}
	var found []place
	for _, peer := range peers {
		if peer.IPBlock != nil {
			if match := block(peer.IPBlock, at); match != "" {
				found = append(found, place{match, s.Pods})
			}
			continue
		}
		if pods := s.peers(namespace, peer); len(pods) > 0 {
			found = append(found, place{fmt.Sprintf("ip %s { %s }", at, strings.Join(addresses(pods), ", ")), pods})
		}
	}
	return found
}

// block matches an IPv4 block without its exceptions. An IPv6 block matches nothing here.
func block(b *networking.IPBlock, at side) string {
	if strings.Contains(b.CIDR, ":") {
		return ""
	}
	match := fmt.Sprintf("ip %s %s", at, b.CIDR)
	if len(b.Except) > 0 {
		match += fmt.Sprintf(" ip %s != { %s }", at, strings.Join(b.Except, ", "))
	}
	return match
}

// with adds a rule's ports to the place: one match per port, or the bare place where the rule names none. A port given
// by name is looked up in the targets, the pods that receive the connection.
func (p place) with(ports []networking.NetworkPolicyPort, targets []Pod) []string {
	if len(ports) == 0 {
		return []string{p.match}
	}
	var found []string
	for _, port := range ports {
		protocol := v1.ProtocolTCP
		if port.Protocol != nil {
			protocol = *port.Protocol
		}
		layer4 := strings.ToLower(string(protocol))
		switch {
		case port.Port == nil:
			found = append(found, join(p.match, "meta l4proto "+layer4))
		case port.Port.Type == intstr.String:
			for _, target := range named(targets, protocol, port.Port.StrVal) {
				found = append(found, join(p.match, target))
			}
		case port.EndPort != nil:
			found = append(found, join(p.match, fmt.Sprintf("%s dport %d-%d", layer4, port.Port.IntVal, *port.EndPort)))
		default:
			found = append(found, join(p.match, fmt.Sprintf("%s dport %d", layer4, port.Port.IntVal)))
		}
	}
	return found
}

// named matches the port of that name on each of the pods that has it.
func named(pods []Pod, protocol v1.Protocol, name string) []string {
	var found []string
	for _, pod := range pods {
		for _, port := range pod.Ports {
			if port.Name == name && port.Protocol == protocol {
				found = append(found, fmt.Sprintf("ip daddr %s %s dport %d", pod.IP, strings.ToLower(string(protocol)), port.ContainerPort))
			}
		}
	}
	return found
}

func addresses(pods []Pod) []string {
	var found []string
	for _, pod := range pods {
		found = append(found, pod.IP)
	}
	return unique(found)
}

func join(parts ...string) string {
	return strings.TrimSpace(strings.Join(parts, " "))
}

func unique(list []string) []string {
	sorted := slices.Sorted(slices.Values(list))
	return slices.Compact(sorted)
}
