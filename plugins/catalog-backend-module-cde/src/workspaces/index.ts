export {
  WorkspaceEntityProvider,
  type ListWorkspaces,
} from './WorkspaceEntityProvider';
