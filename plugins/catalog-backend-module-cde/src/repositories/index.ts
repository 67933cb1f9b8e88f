export { Changes } from './Changes';
export { PUSH_TOPICS } from './pushes';
export { RepositoryRefresher } from './RepositoryRefresher';
export { repositoryKey } from './repositoryKey';
