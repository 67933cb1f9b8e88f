import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { ChangeHost } from '@backstage-cde/plugin-cde-node';
import { Changes, createChangeHosts } from '../changes';
import type { CreationPlanner } from '../creation';
import type { AllowedHosts, Sources } from '../devcontainers';
import { createContextHandlers } from '../router';
import type { WorkspaceReader } from '../service';
import { ComponentFinder } from './ComponentFinder';
import { ContextReader } from './ContextReader';

/** From pages of git hosts to workspaces; the routes of it. */
export function createContexts(deps: {
  integrations: ScmIntegrationRegistry;
  hosts: AllowedHosts;
  /** Added by other modules, asked first. */
  changeHosts: ChangeHost[];
  sources: Sources;
  planner: CreationPlanner;
  catalog: CatalogService;
  reader: WorkspaceReader;
}) {
  const { hosts, integrations, sources, planner, catalog, reader } = deps;
  const changes = new Changes([
    ...deps.changeHosts,
    ...createChangeHosts(hosts, integrations),
  ]);
  const contexts = new ContextReader({
    sources,
    hosts: hosts.known,
    components: new ComponentFinder({ catalog, sources, hosts: hosts.known }),
    changes,
    workspaces: reader,
  });
  return createContextHandlers({ contexts, changes, planner });
}
