export { GitHosts, type RepositoryTarget } from './GitHosts';
export { Publication, type CommitRequest } from './Publication';
