/**
 * Scaffolder actions for development environments on Kubernetes.
 *
 * @packageDocumentation
 */
export { scaffolderCdeModule as default } from './module';
