import type { ReadinessRequest } from '@backstage-cde/plugin-cde-common';
import type {
  DevcontainerInspector,
  ReadinessReader,
  WorkspaceCatalog,
} from '../readiness';
import type { Handlers, ServiceHandlers } from './createRouter';

/** Between HTTP and what the catalog knows and is told. Requests fit the API's document when they arrive here. */
export function createReadinessHandlers(options: {
  readiness: ReadinessReader;
  devcontainers: DevcontainerInspector;
  workspaces: WorkspaceCatalog;
}): { handlers: Handlers; serviceHandlers: ServiceHandlers } {
  const { readiness, devcontainers, workspaces } = options;
  return {
    handlers: {
      getReadiness: (caller, { query }) =>
        readiness.read(caller, {
          ...(query as ReadinessRequest),
          limit: query.limit === undefined ? undefined : Number(query.limit),
        }),
    },
    serviceHandlers: {
      inspectDevcontainer: async ({ query }) =>
        devcontainers.inspect(String(query.url), {
          ...(typeof query.ref === 'string' && {
            ref: { type: 'branch', name: query.ref },
          }),
          ...(query.pushedAt !== undefined && {
            pushedAt: Number(query.pushedAt),
          }),
        }),
      listCatalogWorkspaces: async ({ query }) =>
        typeof query.id === 'string'
          ? workspaces.one(query.id)
          : workspaces.page(
              typeof query.cursor === 'string' ? query.cursor : undefined,
            ),
    },
  };
}
