package policyd

import (
	"context"
	"testing"
	"time"

	v1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

func pod(uid, ip string, age time.Duration, change ...func(*v1.Pod)) *v1.Pod {
	made := &v1.Pod{ObjectMeta: metav1.ObjectMeta{UID: types.UID(uid), CreationTimestamp: metav1.NewTime(time.Now().Add(-age))}}
	made.Status.PodIP = ip
	for _, apply := range change {
		apply(made)
	}
	return made
}

func TestHolders(t *testing.T) {
	const ip = "10.200.0.10"
	ended := func(p *v1.Pod) { p.Status.Phase = v1.PodSucceeded }
	onHost := func(p *v1.Pod) { p.Spec.HostNetwork = true }
	cases := []struct {
		name      string
		pods      []*v1.Pod
		announced map[string]announcement
		holder    string
	}{
		{"as the kubelet reports it", []*v1.Pod{pod("a", ip, 0)}, nil, "a"},
		{"as announced, before the kubelet reports it", []*v1.Pod{pod("a", "", 0)}, map[string]announcement{"a": {ip: ip}}, "a"},
		{"the younger of two", []*v1.Pod{pod("b", ip, time.Second), pod("a", ip, time.Minute)}, nil, "b"},
		{"the announced one of two, though it is older", []*v1.Pod{pod("b", ip, 0), pod("a", ip, time.Minute)}, map[string]announcement{"a": {ip: ip}}, "a"},
		{"nobody while the announced pod is unknown", []*v1.Pod{pod("b", ip, 0)}, map[string]announcement{"a": {ip: ip}}, ""},
		{"nobody when the pod has ended", []*v1.Pod{pod("a", ip, 0, ended)}, nil, ""},
		{"nobody when the pod uses the node's network", []*v1.Pod{pod("a", ip, 0, onHost)}, nil, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := ""
			if found := holders(c.pods, c.announced)[ip]; found != nil {
				got = string(found.UID)
			}
			if got != c.holder {
				t.Errorf("%q holds the address, wanted %q", got, c.holder)
			}
		})
	}
}

func TestAnnouncements(t *testing.T) {
	v := &view{changed: make(chan struct{}, 1), announced: map[string]announcement{}}
	first := v.announce("a", announcement{"10.200.0.10", "sandbox-1"})
	second := v.announce("b", announcement{"10.200.0.10", "sandbox-2"})
	if second <= first {
		t.Errorf("the version went from %d to %d", first, second)
	}
	if _, kept := v.announced["a"]; kept {
		t.Error("an address has two holders")
	}
	v.withdraw("b", "sandbox-1")
	if _, kept := v.announced["b"]; !kept {
		t.Error("the end of an old sandbox took the new one's address")
	}
	v.withdraw("b", "sandbox-2")
	if _, kept := v.announced["b"]; kept {
		t.Error("an ended sandbox kept its address")
	}
}

func TestBroadcast(t *testing.T) {
	b := newBroadcast()
	done := make(chan error, 1)
	go func() { done <- b.wait(context.Background(), 2) }()
	b.reached(1)
	select {
	case <-done:
		t.Fatal("it did not wait for its version")
	case <-time.After(20 * time.Millisecond):
	}
	b.reached(3)
	if err := <-done; err != nil {
		t.Error(err)
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	if err := b.wait(over, 9); err == nil {
		t.Error("it waited on although nobody waits for it any more")
	}
}

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"9", "10", true}, {"10", "10", false}, {"11", "10", false}, {"opaque", "10", false}} {
		if older(c.a, c.b) != c.want {
			t.Errorf("older(%s, %s) is %v", c.a, c.b, !c.want)
		}
	}
}
