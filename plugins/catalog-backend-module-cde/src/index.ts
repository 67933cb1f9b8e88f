/**
 * Workspace templates, devcontainers and running workspaces in the software catalog.
 *
 * @packageDocumentation
 */
export { catalogModuleCde as default } from './module';
export { WorkspaceTemplateProcessor } from './WorkspaceTemplateProcessor';
export { DevcontainerProcessor } from './devcontainers';
