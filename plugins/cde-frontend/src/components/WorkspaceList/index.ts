export * from './WorkspaceList';
export * from './WorkspacesPage';
