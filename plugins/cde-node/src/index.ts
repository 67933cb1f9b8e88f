/**
 * Extension points of the workspaces backend.
 *
 * @packageDocumentation
 */
export * from './sources';
export * from './changes';
export { knownGitHosts } from './knownGitHosts';
