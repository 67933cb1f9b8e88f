import type { GitRef } from './types';

/** The most repositories that a workspace can have beside its own. @public */
export const MAX_ADDITIONAL_REPOSITORIES = 9;

/** A further repository that a workspace shall have: a component's, or one by its URL. @public */
export interface AdditionalRepositoryRequest {
  /** Entity ref; the repository is taken from its source location. */
  component?: string;
  /** Needed without a component; with one it must be the component's own. */
  repositoryUrl?: string;
  ref?: GitRef;
}

/** A further repository of a workspace, cloned beside its own and opened with it. @public */
export interface AdditionalRepository {
  /** Entity ref of the component that it was added for. */
  component?: string;
  repository: {
    url: string;
    ref: GitRef;
    /** The commit that `ref` was at when the workspace was made. */
    commit?: string;
  };
  /** Absolute path of the clone; absent where nothing can be planned. */
  folder?: string;
}
