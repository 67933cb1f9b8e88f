package policyd

import (
	"context"
	"sync"
)

// broadcast tells any number of waiters how far a growing version has come.
type broadcast struct {
	lock    sync.Mutex
	version uint64
	next    chan struct{}
}

func newBroadcast() *broadcast {
	return &broadcast{next: make(chan struct{})}
}

func (b *broadcast) reached(version uint64) {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.version = max(b.version, version)
	close(b.next)
	b.next = make(chan struct{})
}

// wait returns once the version has been reached, or with the context's error.
func (b *broadcast) wait(ctx context.Context, version uint64) error {
	for {
		b.lock.Lock()
		done, next := b.version >= version, b.next
		b.lock.Unlock()
		if done {
			return nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
