export {
  createWorkspaceConditionalDecision,
  workspaceConditions,
  workspaceResourceRef,
  workspaceRules,
} from './resource';
export { WorkspaceAccess, type UserCredentials } from './WorkspaceAccess';
export { OpenGrants } from './OpenGrants';
