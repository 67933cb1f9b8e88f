export {
  DAY_MS,
  DEFAULT_POLICY,
  HOUR_MS,
  idleMsOf,
  keepRunningMsOf,
  MINUTE_MS,
  policyOf,
  retentionMsOf,
  scheduleOf,
  timeZoneOf,
} from './effective';
export {
  dueAt,
  hasFailed,
  keptFrom,
  lastActiveOf,
  policyDeadlines,
  presentDeadlines,
  type PolicyDeadline,
  type Sight,
} from './deadlines';
export {
  actChange,
  departureChange,
  notifications,
  recipientsOf,
  refusedStartChange,
  returnChange,
  SYSTEM,
  unchanged,
  warningChange,
  type Heirs,
} from './changes';
export { decideKeep, mayKeep } from './keep';
export { checkSettings, decideSettings } from './settings';
export { asksForActivity, decide, type Decision } from './decide';
export {
  isOrphaned,
  policyStateOf,
  withPolicyState,
  type PolicyState,
  type Warning,
} from './state';
export { clockTime, isTimeZone } from './times';
export { actCause, formatPeriod, warningCause } from './words';
