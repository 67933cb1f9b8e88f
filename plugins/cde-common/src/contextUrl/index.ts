export { parseContextUrl } from './parseContextUrl';
export { fullCommit, splitRefPath, type KnownRefs } from './splitRefPath';
export { repositoryKey } from './repositoryKey';
export type { ContextUrl, GitHostType, KnownHost } from './types';
