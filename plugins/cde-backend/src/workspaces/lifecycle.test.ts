import type {
  DesiredState,
  WorkspacePhase,
} from '@backstage-cde/plugin-cde-common';
import {
  decideDelete,
  decideRestart,
  decideStart,
  decideStop,
  possibleActs,
} from './lifecycle';
import type { WorkspaceRecord } from './types';

const row = (desired: DesiredState, phase: WorkspacePhase) =>
  ({ name: 'w', desired, phase, run: 3, version: 7 } as WorkspaceRecord);

describe('possibleActs', () => {
  it.each<[DesiredState, WorkspacePhase, string]>([
    ['running', 'Pending', 'stop restart delete'],
    ['running', 'Starting', 'stop restart delete'],
    ['running', 'Running', 'open stop restart delete'],
    ['running', 'Failed', 'start stop restart delete'],
    ['running', 'Unknown', 'stop restart delete'],
    ['stopped', 'Stopping', 'start delete'],
    ['stopped', 'Stopped', 'start delete'],
    ['stopped', 'Running', 'start delete'],
    ['deleted', 'Deleting', ''],
    ['deleted', 'Running', ''],
  ])('of what shall be %s and is %s: %s', (desired, phase, acts) => {
    const always = acts ? ' configure share transfer' : '';
    expect(possibleActs({ desired, phase }).join(' ')).toBe(acts + always);
  });
});

describe('decisions', () => {
  it('start begins a new run of what is stopped or has failed, and nothing else', () => {
    const begun = { desired: 'running', newRun: true, phase: 'Pending' };
    for (const current of [
      row('stopped', 'Stopped'),
      row('stopped', 'Stopping'),
      row('running', 'Failed'),
    ]) {
      expect(decideStart(current, 'me')).toMatchObject(begun);
    }
    expect(decideStart(row('running', 'Running'), 'me')).toBeUndefined();
    expect(decideStart(row('running', 'Unknown'), 'me')).toBeUndefined();
    expect(decideRestart(row('running', 'Running'), 'me')).toMatchObject(begun);
    expect(decideRestart(row('running', 'Running'), 'me').event).toEqual({
      key: 'queued',
      run: 4,
      step: 'queued',
      state: 'succeeded',
      actor: 'me',
    });
  });

  it('stop and delete happen once', () => {
    expect(decideStop(row('running', 'Running'), 'me')).toMatchObject({
      desired: 'stopped',
      newRun: false,
    });
    expect(decideStop(row('stopped', 'Running'), 'me')).toBeUndefined();
    expect(decideDelete(row('stopped', 'Stopped'), 'me')).toMatchObject({
      desired: 'deleted',
      phase: 'Deleting',
    });
    expect(decideDelete(row('deleted', 'Deleting'), 'me')).toBeUndefined();
  });

  it('nothing comes back from deletion', () => {
    for (const decide of [decideStart, decideStop, decideRestart]) {
      expect(() => decide(row('deleted', 'Deleting'), 'me')).toThrow(
        /is being deleted/,
      );
    }
  });
});
