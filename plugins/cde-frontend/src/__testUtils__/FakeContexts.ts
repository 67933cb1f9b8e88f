import { NotFoundError } from '@backstage/errors';
import type {
  ChangeList,
  RepositoryContext,
} from '@backstage-cde/plugin-cde-common';
import type { ContextsApi, RequestOptions } from '../api';
import { FakeAdministration } from './FakeAdministration';

/** What URLs are about, and open changes, in memory. */
export class FakeContexts extends FakeAdministration implements ContextsApi {
  /** By the URL that is asked. */
  contexts: Record<string, RepositoryContext> = {};
  /** By component; others have a host without changes. */
  changes: Record<string, ChangeList> = {};

  async getContext(url: string, _options?: RequestOptions) {
    await this.called('getContext', url);
    const context = this.contexts[url];
    if (!context) throw new NotFoundError(`Nothing is known about ${url}`);
    return context;
  }

  async listChanges(component: string, _options?: RequestOptions) {
    await this.called('listChanges', component);
    return this.changes[component] ?? { supported: false, items: [] };
  }
}
