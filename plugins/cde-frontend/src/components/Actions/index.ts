export * from './ConfirmDialog';
export * from './LaunchNotices';
export * from './OpenButton';
export * from './WorkspaceMenu';
export * from './useWorkspaceActions';
