export { AuditLog } from './AuditLog';
export { Offers } from './Offers';
export { SignalNotifier } from './SignalNotifier';
export { WorkspaceLogs } from './WorkspaceLogs';
export { WorkspaceService } from './WorkspaceService';
export type { Caller, Notifier, Runtime } from './types';
