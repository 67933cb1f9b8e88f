import type { ClusterStatus } from '@backstage-cde/plugin-cde-common';
import { NOW, row } from './testing/views';
import {
  clusterCause,
  isUnbegun,
  projectWaiting,
  withClusterStatus,
} from './waiting';

const base = { name: 'local', title: 'This machine' };
const connected: ClusterStatus = { ...base, state: 'connected' };
const away: ClusterStatus = {
  ...base,
  state: 'unreachable',
  cause: { reason: 'ClusterUnreachable', message: 'It does not answer.' },
};
const preparing = (secondsLeft?: number): ClusterStatus => ({
  ...base,
  state: 'preparing',
  preparation: {
    phase: 'preparing',
    title: 'Building Kubernetes',
    step: 3,
    steps: 6,
    secondsLeft,
  },
});

describe('a cluster that is not there', () => {
  it.each([
    [
      180,
      "The cluster 'This machine' is being prepared: Building Kubernetes, step 3 of 6, about 3 minutes left.",
    ],
    [
      40,
      "The cluster 'This machine' is being prepared: Building Kubernetes, step 3 of 6, about 40 seconds left.",
    ],
    [
      undefined,
      "The cluster 'This machine' is being prepared: Building Kubernetes, step 3 of 6.",
    ],
  ])('being prepared, %p seconds left', (seconds, message) => {
    expect(clusterCause(preparing(seconds))).toMatchObject({
      reason: 'ClusterPreparing',
      message,
    });
  });

  it('could not be prepared', () => {
    const failed: ClusterStatus = {
      ...base,
      state: 'preparing',
      preparation: {
        phase: 'failed',
        title: 'Building Kubernetes',
        step: 3,
        steps: 6,
        error: { message: 'The disk is full', cure: 'Make room' },
      },
    };
    expect(clusterCause(failed)).toEqual({
      reason: 'ClusterNotPrepared',
      message:
        "The cluster 'This machine' could not be prepared (Building Kubernetes, step 3 of 6): The disk is full.",
      cure: 'Make room.',
    });
  });

  it('a new workspace waits, with one timeline entry and a write only when the words change', () => {
    const first = projectWaiting(row(), preparing(180))!;
    expect(first.projection).toMatchObject({
      phase: 'Pending',
      cause: { reason: 'ClusterPreparing' },
      dueInMs: null,
    });
    expect(first.events).toEqual([
      expect.objectContaining({ step: 'cluster', state: 'started' }),
    ]);
    const { dueInMs: _, ...patch } = first.projection;
    const waiting = row({ ...patch, observed: patch.observed });
    expect(projectWaiting(waiting, preparing(178))).toBeUndefined();
    expect(projectWaiting(waiting, preparing(60))).toMatchObject({
      events: [],
      projection: { cause: { message: expect.stringContaining('60 seconds') } },
    });
  });

  it.each([
    [
      'a running workspace',
      row({ phase: 'Running', observed: { podUid: 'p', podRun: 1 } }),
    ],
    ['a failed one', row({ phase: 'Failed', observed: { haltedRun: 1 } })],
    ['a stopped one', row({ desired: 'stopped', phase: 'Stopped' })],
  ])('%s needs no write', (_, record) =>
    expect(projectWaiting(record, away)).toBeUndefined(),
  );

  it('a deletion waits', () => {
    expect(
      projectWaiting(row({ desired: 'deleted', phase: 'Deleting' }), away)
        ?.projection,
    ).toMatchObject({
      phase: 'Deleting',
      cause: away.cause,
    });
  });

  it('a deletion of what was never begun does not wait', () => {
    expect(isUnbegun(row({ desired: 'deleted' }))).toBe(true);
    expect(isUnbegun(row())).toBe(false);
    const observed = { begun: { run: 1, at: NOW } };
    expect(isUnbegun(row({ desired: 'deleted', observed }))).toBe(false);
  });

  it('a claimed row that needs nothing is not claimed again', () => {
    expect(
      projectWaiting(
        row({
          phase: 'Running',
          observed: { podUid: 'p', podRun: 1 },
          nextDueAt: NOW,
        }),
        away,
      ),
    ).toEqual({ projection: { dueInMs: null }, events: [] });
  });

  it.each(['Running', 'Starting', 'Stopping', 'Deleting'] as const)(
    '%s is shown as unknown',
    phase => {
      expect(withClusterStatus(row({ phase }), away)).toMatchObject({
        phase: 'Unknown',
        cause: away.cause,
      });
      expect(withClusterStatus(row({ phase }), connected).phase).toBe(phase);
    },
  );

  it('says that a cluster is not configured any more', () => {
    expect(
      withClusterStatus(row({ phase: 'Running' }), undefined),
    ).toMatchObject({
      phase: 'Unknown',
      cause: { reason: 'ClusterNotConfigured' },
    });
    expect(withClusterStatus(row({ phase: 'Stopped' }), undefined).phase).toBe(
      'Stopped',
    );
  });

  it.each(['Stopped', 'Failed'] as const)('%s stays what it is', phase => {
    expect(withClusterStatus(row({ phase }), away)).toMatchObject({
      phase,
      cause: null,
    });
  });
});
