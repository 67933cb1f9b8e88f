package policyd

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"backstage-cde.internal/kube/internal/netpol"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"
)

// view is what this process knows of the cluster: the informers' caches, and the addresses of pods that the CNI plugin
// announced before the kubelet has reported them.
type view struct {
	pods       corelisters.PodLister
	namespaces corelisters.NamespaceLister
	policies   networkinglisters.NetworkPolicyLister
	// changed holds at most one signal.
	changed chan struct{}

	lock      sync.Mutex
	version   uint64
	announced map[string]announcement // by the pod's UID
}

type announcement struct{ ip, sandbox string }

func newView(ctx context.Context, client kubernetes.Interface) (*view, error) {
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithTransform(slim))
	pods, namespaces, policies := factory.Core().V1().Pods(), factory.Core().V1().Namespaces(), factory.Networking().V1().NetworkPolicies()
	v := &view{
		pods: pods.Lister(), namespaces: namespaces.Lister(), policies: policies.Lister(),
		changed: make(chan struct{}, 1), announced: map[string]announcement{},
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { v.touch() },
		UpdateFunc: func(any, any) { v.touch() },
		DeleteFunc: func(any) { v.touch() },
	}
	for _, informer := range []cache.SharedIndexInformer{pods.Informer(), namespaces.Informer(), policies.Informer()} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			return nil, err
		}
	}
	factory.Start(ctx.Done())
	for kind, synced := range factory.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return nil, fmt.Errorf("%v could not be listed", kind)
		}
	}
	return v, nil
}

// slim drops what the rules do not need, to keep the caches small.
func slim(object any) (any, error) {
	if pod, ok := object.(*v1.Pod); ok {
		pod.ManagedFields = nil
		var containers []v1.Container
		for _, container := range slices.Concat(pod.Spec.InitContainers, pod.Spec.Containers) {
			containers = append(containers, v1.Container{Ports: container.Ports})
		}
		pod.Spec = v1.PodSpec{Containers: containers, HostNetwork: pod.Spec.HostNetwork}
		pod.Status = v1.PodStatus{Phase: pod.Status.Phase, PodIP: pod.Status.PodIP}
	}
	return object, nil
}

// touch makes the enforcer look again.
func (v *view) touch() {
	v.lock.Lock()
	v.version++
	v.lock.Unlock()
	select {
	case v.changed <- struct{}{}:
	default:
	}
}

// announce records a pod's address, which is no other pod's from now on, and returns the version of the view with it.
func (v *view) announce(uid string, a announcement) uint64 {
	v.lock.Lock()
	maps.DeleteFunc(v.announced, func(_ string, other announcement) bool { return other.ip == a.ip })
	v.announced[uid] = a
	v.lock.Unlock()
	v.touch()
	v.lock.Lock()
	defer v.lock.Unlock()
	return v.version
}

// withdraw forgets the address that a sandbox had, unless another sandbox of the pod has been announced since.
func (v *view) withdraw(uid, sandbox string) {
	v.lock.Lock()
	if v.announced[uid].sandbox == sandbox {
		delete(v.announced, uid)
	}
	v.lock.Unlock()
	v.touch()
}

// snapshot is the view as the rules need it, with its version.
func (v *view) snapshot() (netpol.Snapshot, uint64) {
	v.lock.Lock()
	version, announced := v.version, maps.Clone(v.announced)
	v.lock.Unlock()

	result := netpol.Snapshot{Namespaces: map[string]labels.Set{}, Policies: must(v.policies.List(labels.Everything()))}
	for _, namespace := range must(v.namespaces.List(labels.Everything())) {
		result.Namespaces[namespace.Name] = namespace.Labels
	}
	for ip, pod := range holders(must(v.pods.List(labels.Everything())), announced) {
		result.Pods = append(result.Pods, netpol.Pod{UID: string(pod.UID), Namespace: pod.Namespace, IP: ip, Labels: pod.Labels, Ports: ports(pod)})
	}
	return result, version
}

// holders finds the pod that has each address. An address can pass to a new pod before the old pod's object is gone:
// what was announced decides, else the younger pod has it.
func holders(pods []*v1.Pod, announced map[string]announcement) map[string]*v1.Pod {
	taken := map[string]types.UID{}
	for uid, a := range announced {
		taken[a.ip] = types.UID(uid)
	}
	found := map[string]*v1.Pod{}
	for _, pod := range pods {
		ip := pod.Status.PodIP
		if a, known := announced[string(pod.UID)]; known {
			ip = a.ip
		}
		if ip == "" || !onNetwork(pod) || (taken[ip] != "" && taken[ip] != pod.UID) {
			continue
		}
		if other := found[ip]; other == nil || other.CreationTimestamp.Before(&pod.CreationTimestamp) {
			found[ip] = pod
		}
	}
	return found
}

func onNetwork(pod *v1.Pod) bool {
	return !pod.Spec.HostNetwork && pod.Status.Phase != v1.PodSucceeded && pod.Status.Phase != v1.PodFailed
}

func ports(pod *v1.Pod) []v1.ContainerPort {
	var found []v1.ContainerPort
	for _, container := range pod.Spec.Containers {
		found = append(found, container.Ports...)
	}
	return found
}

// must unpacks a lister's answer: listing a cache by labels.Everything cannot fail.
func must[T any](list []T, err error) []T {
	if err != nil {
		panic(err)
	}
	return list
}
