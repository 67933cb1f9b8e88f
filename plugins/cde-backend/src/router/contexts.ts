import type { Changes } from '../changes';
import type { ContextReader } from '../contexts';
import type { CreationPlanner } from '../creation';
import type { Handlers } from './createRouter';

/** What URLs of git hosts are about, and open changes. Requests fit the API's document when they arrive here. */
export function createContextHandlers(options: {
  contexts: ContextReader;
  changes: Changes;
  planner: Pick<CreationPlanner, 'source'>;
}): Handlers {
  const { contexts, changes, planner } = options;
  return {
    getContext: (caller, { query }) => contexts.read(caller, String(query.url)),
    listChanges: async (caller, { query }) => {
      const component = String(query.component);
      const { location } = await planner.source(
        { component },
        caller.credentials,
      );
      return changes.list(location.url);
    },
  };
}
