import type {
  AuthService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import { validateTemplate } from '@backstage-cde/plugin-cde-common';
import type { CdeConfig } from './config';
import type { CreationPlanner } from './creation';
import type { Database } from './database';
import {
  TemplateAccess,
  type CallerClaims,
  type WorkspaceAccess,
} from './permissions';
import { createTemplateHandlers } from './router';
import {
  StartPlanner,
  TemplateEditor,
  TemplatePreviewer,
  TemplateReader,
  type AuditLog,
} from './service';
import {
  DatabaseTemplateStore,
  TemplateEvents,
  TemplateOffers,
  TemplateSync,
  type PreviewObjects,
  type TemplateValidator,
} from './templates';

const SYNC_SECONDS = 30;
const IDES = ['vscode-web', 'none'];

/** Workspace templates: what is offered, and how it is kept as its sources say. */
export type Templates = Awaited<ReturnType<typeof createTemplates>>;

/** Brings the configuration's templates into the database, and those of Git from time to time. */
export async function createTemplates(deps: {
  config: CdeConfig;
  database: Database;
  claims: CallerClaims;
  /** An ALLOW of a policy without conditions means what it says. */
  takenLiterally: boolean;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  auth: AuthService;
  catalog: CatalogService;
  events: EventsService;
  scheduler: SchedulerService;
  logger: LoggerService;
}) {
  const { config, scheduler } = deps;
  const store = new DatabaseTemplateStore(deps.database);
  const access = TemplateAccess.create({ ...deps, store });
  const events = new TemplateEvents(deps);
  const validate = validatorFor(config);
  const sync = new TemplateSync({
    ...deps,
    store,
    validate,
    changed: id => events.changed(id),
  });
  await sync.syncConfig();
  await scheduler.scheduleTask({
    id: 'cde-templates-from-git',
    frequency: { seconds: SYNC_SECONDS },
    timeout: { minutes: 2 },
    scope: 'global',
    fn: () => sync.syncGit(),
  });
  return {
    store,
    access,
    events,
    sync,
    validate,
    offers: new TemplateOffers({ store, access, sync }),
    starts: new StartPlanner({ config, templates: store }),
  };
}

/** The routes of templates. */
export function createTemplateRoutes(
  { store, access, events, sync, validate }: Templates,
  deps: {
    access: WorkspaceAccess;
    audit: AuditLog;
    planner: CreationPlanner;
    previewObjects: PreviewObjects;
  },
) {
  const { audit } = deps;
  const reader = new TemplateReader({ store, access, sync, audit, validate });
  return createTemplateHandlers({
    reader,
    editor: new TemplateEditor({ ...deps, store, reader, events, validate }),
    previewer: new TemplatePreviewer({
      ...deps,
      store,
      templateAccess: access,
      validate,
    }),
  });
}

/** Checks templates against what this portal has. */
export function validatorFor(config: CdeConfig): TemplateValidator {
  const known = {
    classes: config.resourceClasses.map(({ name }) => name),
    clusters: config.clusters.map(({ name }) => name),
    ides: IDES,
    manifestKinds: config.manifestKinds,
  };
  return text => validateTemplate(text, known);
}
