export { AuditLog } from './AuditLog';
export { Offers } from './Offers';
export { SignalNotifier } from './SignalNotifier';
export { WorkspaceLogs } from './WorkspaceLogs';
export { WorkspaceCreator } from './WorkspaceCreator';
export { WorkspaceOperator } from './WorkspaceOperator';
export { WorkspaceReader } from './WorkspaceReader';
export type { Caller, Notifier, Runtime } from './types';
