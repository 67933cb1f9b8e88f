package netpol

import (
	"strings"
	"testing"

	v1 "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// The cluster of all cases: two namespaces, of which "team" alone is labelled; web has a named port.
var (
	web   = Pod{UID: "1", Namespace: "team", IP: "10.200.0.11", Labels: labels.Set{"app": "web"}, Ports: []v1.ContainerPort{{Name: "http", ContainerPort: 8080, Protocol: v1.ProtocolTCP}}}
	db    = Pod{UID: "2", Namespace: "team", IP: "10.200.0.12", Labels: labels.Set{"app": "db"}}
	guest = Pod{UID: "3", Namespace: "other", IP: "10.200.0.13", Labels: labels.Set{"app": "web"}, Ports: []v1.ContainerPort{{Name: "http", ContainerPort: 9090, Protocol: v1.ProtocolTCP}}}
)

const refuse = "meta l4proto tcp reject with tcp reset\nreject with icmpx admin-prohibited"

func app(name string) metav1.LabelSelector {
	return metav1.LabelSelector{MatchLabels: map[string]string{"app": name}}
}

func pods(name string) networking.NetworkPolicyPeer {
	selector := app(name)
	return networking.NetworkPolicyPeer{PodSelector: &selector}
}

func port(p intstr.IntOrString, change ...func(*networking.NetworkPolicyPort)) networking.NetworkPolicyPort {
	made := networking.NetworkPolicyPort{Port: &p}
	for _, apply := range change {
		apply(&made)
	}
	return made
}

func ingress(rules ...networking.NetworkPolicyIngressRule) networking.NetworkPolicySpec {
	return networking.NetworkPolicySpec{PodSelector: app("web"), PolicyTypes: []networking.PolicyType{networking.PolicyTypeIngress}, Ingress: rules}
}

func egress(rules ...networking.NetworkPolicyEgressRule) networking.NetworkPolicySpec {
	return networking.NetworkPolicySpec{PodSelector: app("web"), PolicyTypes: []networking.PolicyType{networking.PolicyTypeEgress}, Egress: rules}
}

// Every case states the rules of team's web pod, in one direction.
func TestRules(t *testing.T) {
	udp := v1.ProtocolUDP
	end := int32(90)
	cases := []struct {
		name     string
		policies []networking.NetworkPolicySpec
		chain    string
		rules    string
	}{
		{"an empty policy lets nothing in", []networking.NetworkPolicySpec{ingress()}, "to", refuse},
		{"an empty policy lets nothing out", []networking.NetworkPolicySpec{egress()}, "from", refuse},
		{"an empty rule lets everything in", []networking.NetworkPolicySpec{ingress(networking.NetworkPolicyIngressRule{})}, "to", "return\n" + refuse},
		{
			"pods of the same namespace",
			[]networking.NetworkPolicySpec{ingress(networking.NetworkPolicyIngressRule{From: []networking.NetworkPolicyPeer{pods("db")}})},
			"to", "ip saddr { 10.200.0.12 } return\n" + refuse,
		},
		{
			"pods of labelled namespaces",
			[]networking.NetworkPolicySpec{egress(networking.NetworkPolicyEgressRule{To: []networking.NetworkPolicyPeer{
				{NamespaceSelector: &metav1.LabelSelector{MatchLabels: map[string]string{"kind": "team"}}},
			}})},
			"from", "ip daddr { 10.200.0.11, 10.200.0.12 } return\n" + refuse,
		},
		{
			"both selectors must match",
			[]networking.NetworkPolicySpec{ingress(networking.NetworkPolicyIngressRule{From: []networking.NetworkPolicyPeer{
				{NamespaceSelector: &metav1.LabelSelector{}, PodSelector: pods("web").PodSelector},
			}})},
			"to", "ip saddr { 10.200.0.11, 10.200.0.13 } return\n" + refuse,
		},
		{
			"a selector without pods lets nobody in",
			[]networking.NetworkPolicySpec{ingress(networking.NetworkPolicyIngressRule{From: []networking.NetworkPolicyPeer{pods("none")}})},
			"to", refuse,
		},
		{
			"a block with exceptions, beside one of IPv6",
			[]networking.NetworkPolicySpec{egress(networking.NetworkPolicyEgressRule{To: []networking.NetworkPolicyPeer{
				{IPBlock: &networking.IPBlock{CIDR: "0.0.0.0/0", Except: []string{"10.0.0.0/8", "169.254.169.254/32"}}},
				{IPBlock: &networking.IPBlock{CIDR: "::/0"}},
			}})},
			"from", "ip daddr 0.0.0.0/0 ip daddr != { 10.0.0.0/8, 169.254.169.254/32 } return\n" + refuse,
		},
		{
			"ports: a number, a range, a protocol alone",
			[]networking.NetworkPolicySpec{egress(networking.NetworkPolicyEgressRule{Ports: []networking.NetworkPolicyPort{
				port(intstr.FromInt32(53), func(p *networking.NetworkPolicyPort) { p.Protocol = &udp }),
				port(intstr.FromInt32(80), func(p *networking.NetworkPolicyPort) { p.EndPort = &end }),
				{Protocol: &udp},
			}})},
			"from", "meta l4proto udp return\ntcp dport 80-90 return\nudp dport 53 return\n" + refuse,
		},
		{
			"a named port of the pod itself on the way in",
			[]networking.NetworkPolicySpec{ingress(networking.NetworkPolicyIngressRule{Ports: []networking.NetworkPolicyPort{port(intstr.FromString("http"))}})},
			"to", "ip daddr 10.200.0.11 tcp dport 8080 return\n" + refuse,
		},
		{
			"a named port of each target on the way out",
			[]networking.NetworkPolicySpec{egress(networking.NetworkPolicyEgressRule{
				To:    []networking.NetworkPolicyPeer{{NamespaceSelector: &metav1.LabelSelector{}}},
				Ports: []networking.NetworkPolicyPort{port(intstr.FromString("http"))},
			})},
			"from", "ip daddr { 10.200.0.11, 10.200.0.12, 10.200.0.13 } ip daddr 10.200.0.11 tcp dport 8080 return\n" +
				"ip daddr { 10.200.0.11, 10.200.0.12, 10.200.0.13 } ip daddr 10.200.0.13 tcp dport 9090 return\n" + refuse,
		},
		{
			"policies add up",
			[]networking.NetworkPolicySpec{
				ingress(),
				ingress(networking.NetworkPolicyIngressRule{Ports: []networking.NetworkPolicyPort{port(intstr.FromInt32(22))}}),
			},
			"to", "tcp dport 22 return\n" + refuse,
		},
		{"a policy of the other direction isolates nothing", []networking.NetworkPolicySpec{ingress()}, "from", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			snapshot := Snapshot{
				Pods:       []Pod{web, db, guest},
				Namespaces: map[string]labels.Set{"team": {"kind": "team"}, "other": {}},
			}
			for _, spec := range c.policies {
				snapshot.Policies = append(snapshot.Policies, &networking.NetworkPolicy{ObjectMeta: metav1.ObjectMeta{Namespace: "team"}, Spec: spec})
			}
			text := Render("test", "10.200.0.0/16", snapshot)
			if rules := rulesOf(text, c.chain+"-"+web.IP); rules != c.rules {
				t.Errorf("rules:\n%s\nwanted:\n%s", rules, c.rules)
			}
			if other := rulesOf(text, c.chain+"-"+guest.IP); other != "" {
				t.Errorf("a pod of another namespace is isolated:\n%s", other)
			}
			jump := web.IP + " : jump " + c.chain + "-" + web.IP
			if strings.Contains(text, jump) != (c.rules != "") {
				t.Errorf("the chain and its map entry do not agree:\n%s", text)
			}
		})
	}
}

// rulesOf cuts a chain's rules out of the text, or "" where there is no such chain.
func rulesOf(text, chain string) string {
	_, after, found := strings.Cut(text, "  chain "+chain+" {\n")
	if !found {
		return ""
	}
	body, _, _ := strings.Cut(after, "\n  }")
	return strings.ReplaceAll(strings.TrimPrefix(body, "    "), "\n    ", "\n")
}

func TestKnownPods(t *testing.T) {
	text := Render("test", "10.200.0.0/16", Snapshot{Pods: []Pod{guest, web}})
	if !strings.Contains(text, "elements = { 10.200.0.11, 10.200.0.13 }") {
		t.Errorf("not every pod is known, in order:\n%s", text)
	}
	if Render("test", "10.200.0.0/16", Snapshot{Pods: []Pod{web, guest}}) != text {
		t.Error("the order of the pods changes the rules")
	}
}
