export {
  createWorkspaceConditionalDecision,
  workspaceConditions,
  workspaceResourceRef,
  workspaceRules,
} from './resource';
export { WorkspaceAccess } from './WorkspaceAccess';
export { CallerClaims, isAdmin, type Claims, type UserCredentials } from './claims';
export { OpenGrants } from './OpenGrants';
