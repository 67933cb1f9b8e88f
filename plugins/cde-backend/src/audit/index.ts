export { AuditReader } from './AuditReader';
export { boundedMeta } from './bounded';
export { createAudit } from './createAudit';
export { DatabaseAuditJournal } from './DatabaseAuditJournal';
export { RateBound } from './RateBound';
export type { AuditFilter, AuditJournal, AuditMeta, NewAuditEntry } from './types';
