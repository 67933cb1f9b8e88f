export * from './NewWorkspaceDialog';
