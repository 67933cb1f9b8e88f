/**
 * Development environments on Kubernetes for the components of a Backstage catalog.
 *
 * @packageDocumentation
 */
export { cdePlugin as default } from './plugin';
export {
  createTemplateConditionalDecision,
  createWorkspaceConditionalDecision,
  templateConditions,
  workspaceConditions,
} from './permissions';
