import type {
  ChangeSettingsRequest,
  EffectivePolicy,
  WorkspaceSettings,
} from '@backstage-cde/plugin-cde-common';
import { NOW, runningRecord } from '../testing/records';
import type { WorkspaceRecord } from '../workspaces';
import { DAY_MS, decideSettings, HOUR_MS } from '.';

const ADA = 'user:default/ada';
const office = {
  timeZone: 'UTC',
  days: ['mon' as const, 'tue' as const],
  start: '08:00',
  stop: '18:00',
};

const change = (
  request: ChangeSettingsRequest,
  row: WorkspaceRecord = runningRecord(),
  replace = {},
) => decideSettings(row, request, replace, ADA);

describe('settings within the ceilings', () => {
  it.each<[string, WorkspaceSettings, Partial<EffectivePolicy>]>([
    ['idle time-out', { idleMinutes: 60 }, {}],
    ['exactly the ceiling', { idleMinutes: 1440, retentionDays: 30 }, {}],
    ['never, without a ceiling', { idleMinutes: null }, { maxIdleMs: null }],
    ['times', { schedule: office }, {}],
    ['no times', { schedule: null }, { schedule: office }],
    [
      'the zone of times that the template sets',
      { schedule: { ...office, timeZone: 'Asia/Tokyo' } },
      { schedule: office, ownersMaySchedule: false },
    ],
    [
      'the zone alone',
      { schedule: { timeZone: 'Asia/Tokyo', days: ['mon'] } },
      { schedule: office, ownersMaySchedule: false },
    ],
  ])('%s', (_, settings, policy) => {
    const row = runningRecord({}, policy);
    expect(change({ settings }, row)?.replace).toMatchObject({ settings });
  });
});

describe('settings beyond them are refused by name', () => {
  it.each<[WorkspaceSettings, Partial<EffectivePolicy>, RegExp]>([
    [{ idleMinutes: 1441 }, {}, /idleMinutes.*after 1 day.*1441 minutes/],
    [{ idleMinutes: null }, {}, /idleMinutes.*asked for never/],
    [{ idleMinutes: 61 }, { maxIdleMs: HOUR_MS }, /idleMinutes.*1 hour/],
    [{ retentionDays: 31 }, {}, /retentionDays.*30 days.*31 days/],
    [
      { retentionDays: 2 },
      { maxRetentionMs: DAY_MS },
      /retentionDays.*1 day at most/,
    ],
    [
      { schedule: { ...office, timeZone: 'Mars/Olympus' } },
      {},
      /timeZone.*Mars/,
    ],
    [{ schedule: { ...office, stop: '08:00' } }, {}, /same time, 08:00/],
    [
      { schedule: { ...office, stop: '23:00' } },
      { schedule: office, ownersMaySchedule: false },
      /time zone only/,
    ],
    [
      { schedule: { ...office, days: ['mon'] } },
      { schedule: office, ownersMaySchedule: false },
      /time zone only/,
    ],
    [
      { schedule: null },
      { schedule: office, ownersMaySchedule: false },
      /time zone only/,
    ],
    [
      { schedule: office },
      { schedule: null, ownersMaySchedule: false },
      /time zone only/,
    ],
  ])('%j of %j', (settings, policy, message) => {
    const row = runningRecord({}, policy);
    expect(() => change({ settings }, row)).toThrow(message);
    expect(() => change({ settings }, row)).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
  });
});

describe('a change of settings', () => {
  it('is one entry on the timeline that says what is another now', () => {
    const settings = {
      idleMinutes: 60,
      retentionDays: 14,
      schedule: office,
    };
    const made = change({ settings, name: 'mine' });
    expect(made).toMatchObject({
      desired: 'running',
      newRun: false,
      phase: 'Running',
      event: {
        step: 'settings',
        state: 'info',
        actor: ADA,
        detail:
          'renamed to mine; idle time-out: 1 hour; schedule: start 08:00, stop 18:00, mon tue, UTC; kept when stopped: 14 days',
      },
      replace: {
        name: 'mine',
        settings,
        observed: { policy: { scheduledSince: NOW } },
      },
    });
  });

  it('goes back to what the template says', () => {
    const row = runningRecord({ settings: { idleMinutes: 60 } });
    expect(change({ settings: {} }, row)?.event.detail).toBe(
      'idle time-out: as the template says',
    );
  });

  it('says what takes effect at the next start', () => {
    const row = runningRecord();
    const replace = {
      resourceClassName: 'large',
      parameters: {},
      pendingRevision: 4,
    };
    expect(change({ resourceClass: 'large' }, row, replace)).toMatchObject({
      event: {
        detail:
          'resource class large at the next start; revision 4 of the template at the next start',
      },
      replace: { resourceClassName: 'large', pendingRevision: 4 },
    });
  });

  it('is nothing where it is so already, whatever the order of keys', () => {
    const row = runningRecord({ settings: { schedule: office } });
    const { timeZone, days, start, stop } = office;
    const settings = { schedule: { stop, start, days, timeZone } };
    const replace = {
      resourceClassName: row.resourceClassName,
      parameters: {},
      pendingRevision: null,
      footprint: { ...row.footprint },
    };
    expect(change({ settings, name: row.name }, row, replace)).toBeUndefined();
  });

  it('is refused for what is being deleted', () => {
    const row = runningRecord({ desired: 'deleted' });
    expect(() => change({ name: 'x' }, row)).toThrow(/being deleted/);
  });
});
