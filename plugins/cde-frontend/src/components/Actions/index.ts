export * from './ConfirmDialog';
export * from './Deadlines';
export * from './LaunchNotices';
export * from './OpenButton';
export * from './WorkspaceMenu';
export * from './useWorkspaceActions';
