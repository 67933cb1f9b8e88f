import type { EffectivePolicy } from '@backstage-cde/plugin-cde-common';
import { NOW, runningRecord } from '../testing/records';
import type { WorkspaceRecord } from '../workspaces';
import {
  actChange,
  DAY_MS,
  decide,
  decideKeep,
  HOUR_MS,
  idleMsOf,
  MINUTE_MS,
  presentDeadlines,
  retentionMsOf,
  scheduleOf,
  type Sight,
  warningCause,
  warningChange,
} from '.';

const HEIRS = { admins: ['group:default/platform'] };

const row = runningRecord;

const stopped = (
  overrides: Partial<WorkspaceRecord> = {},
  policy: Partial<EffectivePolicy> = {},
) => row({ desired: 'stopped', phase: 'Stopped', ...overrides }, policy);

/** Moves the clock from look to look, and notes what comes of it, in minutes. */
function history(
  first: WorkspaceRecord,
  options: { looks?: number; late?: number; sight?: Sight } = {},
): Array<[number, string]> {
  const { looks = 6, late = 0, sight } = options;
  const found: Array<[number, string]> = [];
  let current = first;
  for (let look = 0; look < looks; look += 1) {
    const { act, warn, nextLookAt } = decide(current, sight);
    const at = (current.readAt - NOW) / MINUTE_MS;
    if (act) return [...found, [at, act.act]];
    if (warn) {
      found.push([
        at,
        `warns of ${warn.act} at ${(warn.due - NOW) / MINUTE_MS}`,
      ]);
      const { replace } = warningChange(current, warn, HEIRS);
      current = { ...current, observed: replace!.observed! };
    } else if (nextLookAt === null) {
      return found;
    } else {
      current = {
        ...current,
        readAt: Math.max(nextLookAt, current.readAt + 1) + late,
      };
    }
  }
  return found;
}

const MIN = MINUTE_MS;
const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri'] as const;
const office = {
  timeZone: 'UTC',
  days: [...WEEK],
  start: '08:00',
  stop: '18:00',
};

describe('what happens by itself, and when', () => {
  it.each<[string, WorkspaceRecord, Array<[number, string]>]>([
    [
      'idle: after half an hour, warned five minutes before',
      row(),
      [
        [25, 'warns of idle-stop at 30'],
        [30, 'idle-stop'],
      ],
    ],
    [
      'idle: counted from the last use',
      row({ lastUsedAt: NOW + 10 * MIN }),
      [
        [35, 'warns of idle-stop at 40'],
        [40, 'idle-stop'],
      ],
    ],
    [
      'idle: the owner chose a shorter time',
      row({ settings: { idleMinutes: 6 } }),
      [
        [3, 'warns of idle-stop at 6'],
        [6, 'idle-stop'],
      ],
    ],
    [
      'idle: the owner wants more than the template allows',
      row({ settings: { idleMinutes: 600 } }, { maxIdleMs: 60 * MIN }),
      [
        [55, 'warns of idle-stop at 60'],
        [60, 'idle-stop'],
      ],
    ],
    [
      'idle: never is more than the template allows',
      row({ settings: { idleMinutes: null } }, { maxIdleMs: 60 * MIN }),
      [
        [55, 'warns of idle-stop at 60'],
        [60, 'idle-stop'],
      ],
    ],
    [
      'idle: never',
      row({ settings: { idleMinutes: null } }, { maxIdleMs: null }),
      [],
    ],
    ['idle: not while it is still starting', row({ phase: 'Starting' }), []],
    [
      'idle: kept by hand',
      row({ keepUntil: NOW + 60 * MIN }),
      [
        [55, 'warns of idle-stop at 60'],
        [60, 'idle-stop'],
      ],
    ],
    [
      'life: eight hours, used or not',
      row({}, { idleMs: null, maxIdleMs: null, lifetimeMs: 8 * HOUR_MS }),
      [
        [465, 'warns of lifetime-stop at 480'],
        [480, 'lifetime-stop'],
      ],
    ],
    [
      'life: is not put off by keeping',
      row(
        { keepUntil: NOW + 9 * HOUR_MS },
        { idleMs: null, maxIdleMs: null, lifetimeMs: 8 * HOUR_MS },
      ),
      [
        [465, 'warns of lifetime-stop at 480'],
        [480, 'lifetime-stop'],
      ],
    ],
    [
      'schedule: stops in the evening',
      row({}, { idleMs: null, maxIdleMs: null, schedule: office }),
      [
        [345, 'warns of scheduled-stop at 360'],
        [360, 'scheduled-stop'],
      ],
    ],
    [
      'schedule: put off by keeping',
      row(
        { keepUntil: NOW + 400 * MIN },
        { idleMs: null, maxIdleMs: null, schedule: office },
      ),
      [
        [385, 'warns of scheduled-stop at 400'],
        [400, 'scheduled-stop'],
      ],
    ],
    [
      'schedule: what was started after it runs on to the next day',
      row(
        { startedAt: NOW + 361 * MIN, readAt: NOW + 361 * MIN },
        { idleMs: null, maxIdleMs: null, schedule: office },
      ),
      [
        [1785, 'warns of scheduled-stop at 1800'],
        [1800, 'scheduled-stop'],
      ],
    ],
    [
      'schedule: the first of several',
      row({}, { schedule: { ...office, stop: '12:20' } }),
      [
        [5, 'warns of scheduled-stop at 20'],
        [20, 'scheduled-stop'],
      ],
    ],
    [
      'quiet hours: when they begin',
      row(
        {},
        {
          idleMs: null,
          maxIdleMs: null,
          quietHours: { from: '22:00', to: '06:00' },
        },
      ),
      [
        [585, 'warns of quiet-hours-stop at 600'],
        [600, 'quiet-hours-stop'],
      ],
    ],
    [
      'quiet hours: by the clock where the owner lives',
      row(
        { settings: { schedule: { timeZone: 'Asia/Tokyo', days: [] } } },
        {
          idleMs: null,
          maxIdleMs: null,
          quietHours: { from: '22:00', to: '06:00' },
        },
      ),
      [
        [45, 'warns of quiet-hours-stop at 60'],
        [60, 'quiet-hours-stop'],
      ],
    ],
    [
      'retention: after a week, warned two days before',
      stopped(),
      [
        [5 * 1440, 'warns of retention-delete at 10080'],
        [10080, 'retention-delete'],
      ],
    ],
    [
      'retention: of what has failed, too',
      row({ phase: 'Failed', observed: { haltedRun: 1 } }),
      [
        [5 * 1440, 'warns of retention-delete at 10080'],
        [10080, 'retention-delete'],
      ],
    ],
    [
      'retention: as the owner chose',
      stopped({ settings: { retentionDays: 2 } }),
      [
        [1440, 'warns of retention-delete at 2880'],
        [2880, 'retention-delete'],
      ],
    ],
    [
      'retention: not beyond the ceiling',
      stopped({ settings: { retentionDays: 90 } }),
      [
        [28 * 1440, 'warns of retention-delete at 43200'],
        [43200, 'retention-delete'],
      ],
    ],
    [
      'retention: kept by hand',
      stopped({ keepUntil: NOW + 20 * DAY_MS }),
      [
        [18 * 1440, 'warns of retention-delete at 28800'],
        [28800, 'retention-delete'],
      ],
    ],
    [
      'schedule: starts the next morning',
      stopped({}, { schedule: office }),
      [[1200, 'scheduled-start']],
    ],
    [
      'schedule: starts after the weekend',
      stopped(
        { desiredSince: NOW + 4 * DAY_MS, readAt: NOW + 4 * DAY_MS },
        { schedule: office },
      ),
      [[6 * 1440 + 1200, 'scheduled-start']],
    ],
    [
      'schedule: does not start in quiet hours',
      stopped(
        {},
        { schedule: office, quietHours: { from: '07:00', to: '09:00' } },
      ),
      [
        [5 * 1440, 'warns of retention-delete at 10080'],
        [10080, 'retention-delete'],
      ],
    ],
    [
      'schedule: not for an owner who left',
      stopped(
        { observed: { policy: { offboarded: 'user:default/ada' } } },
        { schedule: office },
      ),
      [
        [5 * 1440, 'warns of retention-delete at 10080'],
        [10080, 'retention-delete'],
      ],
    ],
    [
      'deleted: nothing more',
      row({ desired: 'deleted', phase: 'Deleting' }),
      [],
    ],
  ])('%s', (_, record, expected) => {
    expect(history(record)).toEqual(expected);
  });

  it('promises the full time where the warning comes late', () => {
    const record = row({ readAt: NOW + 100 * MIN });
    expect(history(record)).toEqual([
      [100, 'warns of idle-stop at 105'],
      [105, 'idle-stop'],
    ]);
    const forgotten = stopped({ readAt: NOW + 100 * DAY_MS });
    expect(history(forgotten)).toEqual([
      [144000, 'warns of retention-delete at 146880'],
      [146880, 'retention-delete'],
    ]);
  });

  it('keeps the time that it told though it looks a little late', () => {
    expect(history(row(), { late: 2_000 })[0][1]).toBe(
      'warns of idle-stop at 30',
    );
  });

  it('does not count as idle what nobody could have written down', () => {
    const record = row({ readAt: NOW + 100 * MIN });
    const sight = { heardSince: NOW + 99 * MIN };
    expect(history(record, { sight })).toEqual([
      [124, 'warns of idle-stop at 129'],
      [129, 'idle-stop'],
    ]);
  });

  it('warns again after activity, and not of a time that it warned of before', () => {
    let record = row({ readAt: NOW + 25 * MIN });
    const { warn } = decide(record);
    record = {
      ...record,
      observed: warningChange(record, warn!, HEIRS).replace!.observed!,
    };
    expect(decide(record)).toEqual({ nextLookAt: NOW + 30 * MIN });
    record = { ...record, lastUsedAt: NOW + 26 * MIN, readAt: NOW + 30 * MIN };
    expect(decide(record)).toEqual({ nextLookAt: NOW + 51 * MIN });
    expect(history(record)).toEqual([
      [51, 'warns of idle-stop at 56'],
      [56, 'idle-stop'],
    ]);
  });

  it('does not take the warning of an earlier run for its own', () => {
    let record = row({ readAt: NOW + 25 * MIN });
    record = {
      ...record,
      observed: warningChange(record, decide(record).warn!, HEIRS).replace!
        .observed!,
    };
    const again = {
      ...record,
      run: 2,
      desiredSince: NOW - 1,
      readAt: NOW + 30 * MIN,
    };
    expect(decide(again).act).toBeUndefined();
    expect(decide(again).warn).toMatchObject({ act: 'idle-stop' });
  });

  it('does not make up for a start that was missed long ago, and tries one once', () => {
    const late = stopped({ desiredSince: NOW - DAY_MS }, { schedule: office });
    expect(decide(late)).toEqual({ nextLookAt: NOW + 20 * HOUR_MS });
    const soon = { ...late, readAt: NOW - 3.5 * HOUR_MS };
    const { act } = decide(soon);
    expect(act).toMatchObject({
      act: 'scheduled-start',
      at: NOW - 4 * HOUR_MS,
    });
    const tried = { ...soon, observed: { policy: { triedStart: act!.at } } };
    expect(decide(tried)).toEqual({ nextLookAt: NOW + 20 * HOUR_MS });
  });

  it('does not apply a new schedule to the past', () => {
    const evening = row(
      {
        readAt: NOW + 7 * HOUR_MS,
        lastUsedAt: NOW + 7 * HOUR_MS,
        observed: { policy: { scheduledSince: NOW + 7 * HOUR_MS } },
      },
      { schedule: office, idleMs: null, maxIdleMs: null },
    );
    expect(decide(evening).warn).toBeUndefined();
    const morning = stopped(
      {
        desiredSince: NOW - DAY_MS,
        readAt: NOW - 3.5 * HOUR_MS,
        observed: { policy: { scheduledSince: NOW - 3.5 * HOUR_MS } },
      },
      { schedule: office },
    );
    expect(decide(morning).act).toBeUndefined();
  });
});

describe('what the owner chose, within the ceilings', () => {
  it.each([
    [{}, {}, 30 * MIN],
    [{ idleMinutes: 10 }, {}, 10 * MIN],
    [{ idleMinutes: 2000 }, {}, DAY_MS],
    [{ idleMinutes: null }, {}, DAY_MS],
    [{ idleMinutes: null }, { maxIdleMs: null }, null],
    [{}, { idleMs: null, maxIdleMs: HOUR_MS }, HOUR_MS],
  ])('%j of %j: idle after %s', (settings, policy, expected) => {
    expect(idleMsOf(row({ settings }, policy))).toBe(expected);
  });

  it('keeps files no longer than the template allows', () => {
    expect(retentionMsOf(row({ settings: { retentionDays: 3 } }))).toBe(
      3 * DAY_MS,
    );
    expect(retentionMsOf(row({ settings: { retentionDays: 300 } }))).toBe(
      30 * DAY_MS,
    );
  });

  it('takes only the zone of a schedule that owners may not choose', () => {
    const own = { timeZone: 'Asia/Tokyo', days: [], stop: '23:00' };
    const settings = { schedule: own };
    expect(scheduleOf(row({ settings }, { schedule: office }))).toEqual(own);
    expect(
      scheduleOf(row({ settings: { schedule: null } }, { schedule: office })),
    ).toBeNull();
    const fixed = { schedule: office, ownersMaySchedule: false };
    expect(scheduleOf(row({ settings }, fixed))).toEqual({
      ...office,
      timeZone: 'Asia/Tokyo',
    });
    expect(scheduleOf(row({ settings: { schedule: null } }, fixed))).toEqual(
      office,
    );
  });
});

describe('keeping', () => {
  it('puts the stop off for an hour, or what the template allows', () => {
    expect(
      decideKeep(row({ readAt: NOW + 28 * MIN }), 'user:default/ada'),
    ).toMatchObject({
      desired: 'running',
      newRun: false,
      phase: 'Running',
      event: {
        step: 'policy',
        actor: 'user:default/ada',
        detail: 'kept running until 13:28 (UTC)',
      },
      replace: { keepUntil: NOW + 88 * MIN },
    });
    const short = row({}, { maxIdleMs: 20 * MIN });
    expect(decideKeep(short, 'x')?.replace?.keepUntil).toBe(NOW + 20 * MIN);
  });

  it('keeps what is stopped up to the ceiling, once', () => {
    const change = decideKeep(stopped({ readAt: NOW + DAY_MS }), 'x');
    expect(change?.replace?.keepUntil).toBe(NOW + 30 * DAY_MS);
    expect(
      decideKeep(stopped({ keepUntil: NOW + 30 * DAY_MS }), 'x'),
    ).toBeUndefined();
  });

  it('has nothing to do where nothing ends by itself, or what ends may not be kept', () => {
    const never = { idleMs: null, maxIdleMs: null };
    expect(decideKeep(row({}, never), 'x')).toBeUndefined();
    expect(
      decideKeep(row({}, { ...never, lifetimeMs: HOUR_MS }), 'x'),
    ).toBeUndefined();
    expect(decideKeep(row({ desired: 'deleted' }), 'x')).toBeUndefined();
  });
});

describe('what is told', () => {
  it('says what happens, when and why, and how to prevent it', () => {
    const record = row({
      readAt: NOW + 25 * MIN,
      settings: { schedule: { timeZone: 'Europe/Berlin', days: [] } },
    });
    const { warn } = decide(record);
    expect(warningCause(record, warn!)).toEqual({
      reason: 'IdleStopAhead',
      message:
        'It stops at 13:30 (Europe/Berlin): nobody uses it, and it stops after 30 minutes without activity.',
      cure: 'Go on working, or keep it running on its page',
    });
    expect(warningChange(record, warn!, HEIRS)).toMatchObject({
      event: { step: 'policy', state: 'info', actor: 'system' },
      notify: [
        {
          recipient: 'user:default/ada',
          title: 'payments-api-main will stop soon',
          link: `/workspaces/${record.id}`,
          severity: 'high',
        },
      ],
    });
  });

  it('tells those who are left of what an owner left behind', () => {
    const orphan = stopped({
      componentOwnerRef: 'group:default/payments',
      observed: { policy: { offboarded: 'user:default/ada' } },
    });
    const { notify } = actChange(
      orphan,
      { act: 'retention-delete', at: NOW },
      HEIRS,
    );
    expect(notify?.map(({ recipient }) => recipient)).toEqual([
      'group:default/payments',
      'group:default/platform',
    ]);
  });

  it('shows what is to come, the next first', () => {
    const record = row(
      { readAt: NOW },
      { lifetimeMs: 20 * MIN, schedule: office },
    );
    expect(
      presentDeadlines(record).map(({ act, warned, canKeep }) => [
        act,
        warned,
        canKeep,
      ]),
    ).toEqual([
      ['lifetime-stop', false, false],
      ['idle-stop', false, true],
      ['scheduled-stop', false, true],
    ]);
  });
});
