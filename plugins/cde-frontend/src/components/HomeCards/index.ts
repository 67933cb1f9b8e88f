export * from './cards';
export * from './MyWorkspaces';
export * from './TeamComponents';
