export { gitError, saysNotFound } from './errors';
export { GitHosts, type RepositoryTarget } from './GitHosts';
export { Publication, type CommitRequest } from './Publication';
export { runGit } from './gitProcess';
