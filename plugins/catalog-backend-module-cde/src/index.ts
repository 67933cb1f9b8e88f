/**
 * Workspace templates in the software catalog.
 *
 * @packageDocumentation
 */
export { catalogModuleCde as default } from './module';
