export * from './ConfirmDialog';
export * from './Deadlines';
export * from './LaunchNotices';
export * from './OpenButton';
export * from './StartDialog';
export * from './WorkspaceMenu';
export * from './useWorkspaceActions';
