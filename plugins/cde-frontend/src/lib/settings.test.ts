import type { WorkspaceSettings } from '@backstage-cde/plugin-cde-common';
import { aWorkspace } from '../__testUtils__';
import {
  browserTimeZone,
  changedForm,
  idleChoices,
  parameterChanges,
  retentionChoices,
  settingsForm,
  settingsProblem,
  settingsRequest,
} from './settings';
import type { SettingsForm } from './settings';

const SCHEDULE = {
  timeZone: 'Europe/Lisbon',
  days: ['mon' as const],
  start: '08:00',
  stop: '18:00',
};
const policy = aWorkspace().policy;

describe('the request of a form', () => {
  const request = (
    part: Partial<SettingsForm>,
    settings: WorkspaceSettings = {},
  ) => {
    const workspace = aWorkspace({
      settings,
      parameters: { workers: 2, database: 'postgres' },
    });
    return settingsRequest(workspace, { ...settingsForm(workspace), ...part });
  };

  it.each([
    ['nothing where nothing differs', {}, {}, undefined],
    [
      'nothing for spaces around a name',
      { name: ' payments-api-main ' },
      {},
      undefined,
    ],
    ['a name', { name: 'x' }, {}, { name: 'x' }],
    ['a class', { resourceClass: 'medium' }, {}, { resourceClass: 'medium' }],
    ['minutes', { idleMinutes: 60 }, {}, { settings: { idleMinutes: 60 } }],
    ['never', { idleMinutes: null }, {}, { settings: { idleMinutes: null } }],
    [
      'what is the template’s again, by its absence',
      { idleMinutes: 'template' },
      { idleMinutes: 60, retentionDays: 3 },
      { settings: { retentionDays: 3 } },
    ],
    ['no schedule', { schedule: 'none' }, {}, { settings: { schedule: null } }],
    [
      'a schedule, its days in order',
      { ...SCHEDULE, schedule: 'own', days: ['sun', 'mon'], stop: '' },
      {},
      {
        settings: {
          schedule: {
            timeZone: 'Europe/Lisbon',
            days: ['mon', 'sun'],
            start: '08:00',
          },
        },
      },
    ],
    [
      'only the parameters that differ',
      { parameters: { workers: 4, database: 'postgres' } },
      {},
      { parameters: { workers: 4 } },
    ],
  ] as Array<[string, Partial<SettingsForm>, WorkspaceSettings, unknown]>)(
    'holds %s',
    (_, part, settings, expected) =>
      expect(request(part, settings)).toEqual(expected),
  );

  it('shows a schedule as it is, in its zone', () => {
    expect(
      settingsForm(aWorkspace({ settings: { schedule: SCHEDULE } })),
    ).toMatchObject({ schedule: 'own', ...SCHEDULE });
  });

  it('begins with the browser’s time zone', () =>
    expect(settingsForm(aWorkspace()).timeZone).toBe(browserTimeZone()));
});

describe('changes of parameters', () => {
  const form = (parameters: SettingsForm['parameters']) =>
    settingsForm(aWorkspace({ parameters }));

  it('hold what is other, what is new and what was emptied', () =>
    expect(
      parameterChanges(form({ a: 1, b: 2, c: 3 }), { a: 1, b: 4, d: 5 }),
    ).toEqual({ b: 4, c: undefined, d: 5 }));

  it('leave the rest as the workspace says', () =>
    expect(
      changedForm(form({ a: 1, b: 2, c: 3 }), {
        name: 'x',
        parameters: { b: 4, c: undefined },
      }),
    ).toEqual({ ...form({ a: 1, b: 4 }), name: 'x' }));
});

describe('a form', () => {
  const own = { schedule: 'own', start: '08:00', stop: '18:00' } as const;
  it.each([
    [{}, undefined],
    [{ name: '  ' }, 'nameEmpty'],
    [{ name: 'x'.repeat(64) }, 'nameTooLong'],
    [own, undefined],
    [{ ...own, days: [] }, 'noDays'],
    [{ ...own, start: '', stop: '' }, 'noTimes'],
    [{ ...own, stop: '08:00' }, 'sameTimes'],
    [{ ...own, stop: '' }, undefined],
    [{ schedule: 'none', days: [] }, undefined],
  ] as Array<[Partial<SettingsForm>, string | undefined]>)(
    'with %j has the problem %s',
    (part, problem) =>
      expect(settingsProblem({ ...settingsForm(aWorkspace()), ...part })).toBe(
        problem,
      ),
  );
});

describe('choices', () => {
  it('end at the ceiling', () => {
    expect(
      idleChoices({ ...policy, maxIdleMs: 45 * 60_000 }, 'template'),
    ).toEqual([10, 15, 30, 45]);
    expect(
      retentionChoices(
        { ...policy, maxRetentionMs: 10 * 86_400_000 },
        'template',
      ),
    ).toEqual([1, 2, 3, 7, 10]);
  });

  it('hold never only where there is no ceiling', () => {
    expect(idleChoices(policy, 'template')).not.toContain(null);
    expect(idleChoices({ ...policy, maxIdleMs: null }, 'template')).toContain(
      null,
    );
  });

  it('hold what is set, however odd', () =>
    expect(idleChoices(policy, 37)).toContain(37));
});
