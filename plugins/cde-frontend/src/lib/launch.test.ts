import { aWorkspace } from '../__testUtils__';
import { chooseLaunch, isArriving, planFor } from './launch';

describe('planFor', () => {
  it.each([
    ['Running', 'open'],
    ['Pending', 'follow'],
    ['Building', 'follow'],
    ['Starting', 'follow'],
    ['Stopped', 'start'],
    ['Failed', 'start'],
    ['Stopping', undefined],
    ['Deleting', undefined],
    ['Unknown', undefined],
  ] as const)('for a workspace that is %s: %s', (phase, kind) => {
    expect(planFor(aWorkspace({ phase }))?.kind).toBe(kind);
  });

  it('starts what is still stopping, where the backend allows it', () => {
    const workspace = aWorkspace({ phase: 'Stopping', allowed: ['start'] });
    expect(planFor(workspace)?.kind).toBe('start');
  });

  it('offers nothing that would be refused', () => {
    expect(
      planFor(aWorkspace({ phase: 'Running', allowed: [] })),
    ).toBeUndefined();
    expect(
      planFor(aWorkspace({ phase: 'Stopped', allowed: [] })),
    ).toBeUndefined();
  });
});

describe('chooseLaunch', () => {
  const used = (lastUsedAt: string) => ({ lastUsedAt });

  it('creates where there is none that can be opened', () => {
    expect(chooseLaunch([])).toEqual({ kind: 'create' });
    expect(chooseLaunch([aWorkspace({ phase: 'Deleting' })])).toEqual({
      kind: 'create',
    });
  });

  it('prefers what is nearest to being open', () => {
    const stopped = aWorkspace({
      id: 'a',
      phase: 'Stopped',
      ...used('2026-11-02T12:00:00Z'),
    });
    const starting = aWorkspace({
      id: 'b',
      phase: 'Starting',
      ...used('2026-11-02T11:00:00Z'),
    });
    const running = aWorkspace({
      id: 'c',
      phase: 'Running',
      ...used('2026-11-01T00:00:00Z'),
    });
    expect(chooseLaunch([stopped, starting, running])).toMatchObject({
      kind: 'open',
      workspace: { id: 'c' },
    });
    expect(chooseLaunch([stopped, starting])).toMatchObject({
      kind: 'follow',
      workspace: { id: 'b' },
    });
  });

  it('prefers the one used last, and a healthy one to a failed one', () => {
    const old = aWorkspace({
      id: 'old',
      phase: 'Stopped',
      ...used('2026-10-01T00:00:00Z'),
    });
    const recent = aWorkspace({
      id: 'recent',
      phase: 'Stopped',
      ...used('2026-11-01T00:00:00Z'),
    });
    const failed = aWorkspace({
      id: 'failed',
      phase: 'Failed',
      ...used('2026-11-02T00:00:00Z'),
    });
    expect(chooseLaunch([old, recent, failed])).toMatchObject({
      kind: 'start',
      workspace: { id: 'recent' },
    });
    expect(chooseLaunch([failed])).toMatchObject({
      kind: 'start',
      workspace: { id: 'failed' },
    });
  });
});

it('a workspace that is to be stopped is not arriving, whatever it still does', () => {
  expect(isArriving({ phase: 'Starting', desired: 'stopped' })).toBe(false);
  expect(isArriving({ phase: 'Starting', desired: 'running' })).toBe(true);
});

it('a workspace that restarts is arriving while its old pod stops', () => {
  expect(isArriving({ phase: 'Stopping', desired: 'running' })).toBe(true);
});
