export * from './ClusterNotices';
export * from './ComponentWorkspaces';
