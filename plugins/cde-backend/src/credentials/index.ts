export { createCredentials } from './createCredentials';
export type { GitCredentials } from './GitCredentials';
export type { GivenAccess } from './GivenAccess';
export type { FindGitAccess, GitAccess } from './types';
