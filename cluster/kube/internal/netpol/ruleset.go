package netpol

import (
	"fmt"
	"slices"
	"strings"
)

// Render writes the whole table, in a form that replaces the one before it in a single transaction.
//
// Packets from or to an address of the pod network that belongs to no known pod are dropped: a pod exists for the
// network only once its policies do. Answers within a connection that was allowed always pass. The node itself reaches
// every pod, as NetworkPolicy demands; a pod reaches the node only where its egress rules say so.
func Render(table, podNetwork string, s Snapshot) string {
	pods := slices.Clone(s.Pods)
	slices.SortFunc(pods, func(a, b Pod) int { return strings.Compare(a.IP, b.IP) })
	var chains, known, into, outOf []string
	for _, pod := range pods {
		known = append(known, pod.IP)
		if allowed, isolated := s.ingress(pod); isolated {
			chains = append(chains, chain("to-"+pod.IP, allowed))
			into = append(into, fmt.Sprintf("%[1]s : jump to-%[1]s", pod.IP))
		}
		if allowed, isolated := s.egress(pod); isolated {
			chains = append(chains, chain("from-"+pod.IP, allowed))
			outOf = append(outOf, fmt.Sprintf("%[1]s : jump from-%[1]s", pod.IP))
		}
	}
	return fmt.Sprintf(`table inet %[1]s
delete table inet %[1]s
table inet %[1]s {
  set known { type ipv4_addr; %[3]s }
%[4]s  map into { type ipv4_addr : verdict; %[5]s }
  map out-of { type ipv4_addr : verdict; %[6]s }
  chain forward {
    type filter hook forward priority -5; policy accept;
    ct state established,related accept
    ip saddr %[2]s ip saddr != @known drop
    ip daddr %[2]s ip daddr != @known drop
    ip saddr vmap @out-of
    ip daddr vmap @into
  }
  chain input {
    type filter hook input priority -5; policy accept;
    ct state established,related accept
    ip saddr %[2]s fib saddr type != local ip saddr != @known drop
    ip saddr vmap @out-of
  }
}
`, table, podNetwork, elements(known), strings.Join(chains, ""), elements(into), elements(outOf))
}

// chain lets what is allowed return to the hook and refuses the rest, so that a client fails at once: TCP with a reset,
// for the kernel limits how many ICMP answers it sends.
func chain(name string, allowed []string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "  chain %s {\n", name)
	for _, match := range allowed {
		fmt.Fprintf(&text, "    %s\n", join(match, "return"))
	}
	text.WriteString("    meta l4proto tcp reject with tcp reset\n    reject with icmpx admin-prohibited\n  }\n")
	return text.String()
}

func elements(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return fmt.Sprintf("elements = { %s }", strings.Join(list, ", "))
}
