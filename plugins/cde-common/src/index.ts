/**
 * Types, permissions and the devcontainer planner, shared by the browser and the backend.
 *
 * @packageDocumentation
 */
export * from './agent';
export * from './types';
export * from './additional';
export * from './permissions';
export * from './template';
export * from './governance';
export * from './devcontainer';
export * from './contexts';
export * from './readiness';
export * from './credentials';
export * from './contextUrl';
export * from './repositoryUrl';
