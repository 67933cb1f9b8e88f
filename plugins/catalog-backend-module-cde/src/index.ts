/**
 * Workspace templates in the software catalog.
 *
 * @packageDocumentation
 */
export { catalogModuleCde as default } from './module';
export { WorkspaceTemplateProcessor } from './WorkspaceTemplateProcessor';
