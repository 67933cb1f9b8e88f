import type {
  ChangeSettingsRequest,
  EffectivePolicy,
  ParameterValue,
  TimeOfDay,
  Weekday,
  WorkspaceDetails,
  WorkspaceSchedule,
  WorkspaceSettings,
} from '@backstage-cde/plugin-cde-common';
import { NAME_LENGTH } from './creation';
import { withDefaults } from './parameters';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Days of the week, as pages show them. */
export const WEEKDAYS: readonly Weekday[] = [
  'mon',
  'tue',
  'wed',
  'thu',
  'fri',
  'sat',
  'sun',
];

/** `template`: as the template says, whatever it says later. */
export type OrTemplate<T> = 'template' | T;

/** What a person sets in the form. */
export interface SettingsForm {
  name: string;
  resourceClass: string;
  idleMinutes: OrTemplate<number | null>;
  schedule: OrTemplate<'none' | 'own'>;
  timeZone: string;
  days: Weekday[];
  /** Empty: not by itself. */
  start: TimeOfDay | '';
  stop: TimeOfDay | '';
  retentionDays: OrTemplate<number>;
  parameters: Record<string, ParameterValue>;
}

/** The time zone of the person's browser. */
export function browserTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** All time zones that the browser knows, with the chosen one whether it knows it or not. */
export function timeZones(chosen: string): string[] {
  return [...new Set([chosen, ...Intl.supportedValuesOf('timeZone')])].sort();
}

/** The form of a workspace as it is. */
export function settingsForm(workspace: WorkspaceDetails): SettingsForm {
  const { settings, policy, parameterSchema, parameters } = workspace;
  const shown = settings.schedule ?? policy.schedule;
  return {
    name: workspace.name,
    resourceClass: workspace.resourceClass,
    idleMinutes: settings.idleMinutes ?? orTemplate(settings.idleMinutes),
    schedule: scheduleMode(settings.schedule),
    timeZone: settings.schedule?.timeZone ?? browserTimeZone(),
    days: shown?.days ?? WEEKDAYS.slice(0, 5),
    start: shown?.start ?? '',
    stop: shown?.stop ?? '',
    retentionDays: settings.retentionDays ?? 'template',
    parameters: parameterSchema
      ? withDefaults(parameterSchema, parameters)
      : parameters,
  };
}

function orTemplate(value: null | undefined): 'template' | null {
  return value === null ? null : 'template';
}

function scheduleMode(
  schedule: WorkspaceSchedule | null | undefined,
): SettingsForm['schedule'] {
  if (schedule === undefined) return 'template';
  return schedule === null ? 'none' : 'own';
}

/** What can be wrong with the form. */
export type SettingsProblem =
  | 'nameEmpty'
  | 'nameTooLong'
  | 'noDays'
  | 'noTimes'
  | 'sameTimes';

/** What is wrong with a form before anybody is asked. */
export function settingsProblem(
  form: SettingsForm,
): SettingsProblem | undefined {
  const name = form.name.trim();
  if (!name) return 'nameEmpty';
  if (name.length > NAME_LENGTH) return 'nameTooLong';
  if (form.schedule !== 'own') return undefined;
  if (form.days.length === 0) return 'noDays';
  if (!form.start && !form.stop) return 'noTimes';
  if (form.start === form.stop) return 'sameTimes';
  return undefined;
}

/** The request that makes a workspace what the form says; undefined when it is so already. */
export function settingsRequest(
  workspace: WorkspaceDetails,
  form: SettingsForm,
): ChangeSettingsRequest | undefined {
  const before = settingsForm(workspace);
  const request: ChangeSettingsRequest = {};
  if (form.name.trim() !== before.name) request.name = form.name.trim();
  if (form.resourceClass !== before.resourceClass)
    request.resourceClass = form.resourceClass;
  const settings = settingsOf(form);
  if (!same(settings, settingsOf(before))) request.settings = settings;
  const parameters = changedParameters(before.parameters, form.parameters);
  if (Object.keys(parameters).length > 0) request.parameters = parameters;
  return Object.keys(request).length > 0 ? request : undefined;
}

/** The whole of what is set; what is left to the template is absent. */
function settingsOf(form: SettingsForm): WorkspaceSettings {
  const settings: WorkspaceSettings = {};
  if (form.idleMinutes !== 'template') settings.idleMinutes = form.idleMinutes;
  if (form.schedule === 'none') settings.schedule = null;
  if (form.schedule === 'own') settings.schedule = ownSchedule(form);
  if (form.retentionDays !== 'template')
    settings.retentionDays = form.retentionDays;
  return settings;
}

function ownSchedule(form: SettingsForm): WorkspaceSchedule {
  return {
    timeZone: form.timeZone,
    days: WEEKDAYS.filter(day => form.days.includes(day)),
    ...(form.start ? { start: form.start } : {}),
    ...(form.stop ? { stop: form.stop } : {}),
  };
}

function changedParameters(
  before: Record<string, ParameterValue>,
  after: Record<string, ParameterValue>,
): Record<string, ParameterValue> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => value !== before[name]),
  );
}

/** What somebody has changed in a form; a parameter that was emptied is undefined. */
export interface SettingsChanges
  extends Partial<Omit<SettingsForm, 'parameters'>> {
  parameters?: Record<string, ParameterValue | undefined>;
}

/** A form with what was changed in it; the rest stays what the workspace says, also when that changes. */
export function changedForm(
  form: SettingsForm,
  { parameters, ...changes }: SettingsChanges,
): SettingsForm {
  const values = Object.entries({ ...form.parameters, ...parameters }).filter(
    (entry): entry is [string, ParameterValue] => entry[1] !== undefined,
  );
  return { ...form, ...changes, parameters: Object.fromEntries(values) };
}

/** Which parameters are other than in a form. */
export function parameterChanges(
  { parameters }: SettingsForm,
  values: Record<string, ParameterValue>,
): NonNullable<SettingsChanges['parameters']> {
  const names = Object.keys({ ...parameters, ...values });
  return Object.fromEntries(
    names
      .filter(name => values[name] !== parameters[name])
      .map(name => [name, values[name]]),
  );
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

const IDLE_MINUTES = [10, 15, 30, 60, 120, 240, 480, 720, 1440];
const RETENTION_DAYS = [1, 2, 3, 7, 14, 21, 30, 60, 90, 180, 365];

/** Minutes to choose from, up to the template's ceiling; `null` for never, where that is allowed. */
export function idleChoices(
  policy: EffectivePolicy,
  chosen: SettingsForm['idleMinutes'],
): Array<number | null> {
  const { maxIdleMs } = policy;
  const limit = maxIdleMs === null ? Infinity : maxIdleMs / MINUTE;
  const choices: Array<number | null> = upTo(IDLE_MINUTES, limit, chosen);
  return maxIdleMs === null ? [...choices, null] : choices;
}

/** Days to choose from, up to the template's ceiling. */
export function retentionChoices(
  policy: EffectivePolicy,
  chosen: SettingsForm['retentionDays'],
): number[] {
  return upTo(RETENTION_DAYS, policy.maxRetentionMs / DAY, chosen);
}

/** Usual values up to a limit, with the limit itself and the value that is set. */
function upTo(usual: number[], limit: number, chosen: unknown): number[] {
  const values = usual.filter(value => value <= limit);
  if (Number.isFinite(limit) && limit >= 1) values.push(Math.floor(limit));
  if (typeof chosen === 'number') values.push(chosen);
  return [...new Set(values)].sort((a, b) => a - b);
}
