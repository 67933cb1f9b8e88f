import type {
  ChangeList,
  RepositoryContext,
} from '@backstage-cde/plugin-cde-common';
import type { RequestOptions } from './CdeApi';

/** From pages of git hosts to workspaces. @public */
export interface ContextsApi {
  /** What a URL of a git host is about; makes and starts nothing. */
  getContext(url: string, options?: RequestOptions): Promise<RepositoryContext>;
  /** Open pull or merge requests of a component's repository. */
  listChanges(component: string, options?: RequestOptions): Promise<ChangeList>;
}
