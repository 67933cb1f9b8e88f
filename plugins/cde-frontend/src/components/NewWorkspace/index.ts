export * from './NewWorkspaceDialog';
export * from './ClassField';
