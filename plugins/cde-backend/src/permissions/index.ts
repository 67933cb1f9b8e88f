export {
  CallerClaims,
  isAdmin,
  type Claims,
  type UserCredentials,
} from './claims';
export type { WorkspacePermission } from './defaults';
export {
  createWorkspaceConditionalDecision,
  workspaceConditions,
  workspaceResourceRef,
  workspaceRules,
} from './resource';
export {
  WorkspaceAccess,
  type GrantBasis,
  type Standing,
  type Tests,
} from './WorkspaceAccess';
export {
  TemplateAccess,
  type TemplatePermission,
  type TemplateTest,
} from './TemplateAccess';
export {
  createTemplateConditionalDecision,
  templateConditions,
  templateResourceRef,
  templateRules,
} from './templateResource';
export { createRights } from './createRights';
export { Departures } from './Departures';
export { Directory } from './Directory';
export { EntryRights } from './EntryRights';
