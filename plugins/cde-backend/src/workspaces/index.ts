export * from './types';
export { DatabaseKeyStore } from './DatabaseKeyStore';
export { DatabaseLeaseStore } from './DatabaseLeaseStore';
export { DatabaseWorkspaceStore } from './DatabaseWorkspaceStore';
