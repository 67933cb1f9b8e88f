import type {
  AuthService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { CdeConfig } from '../config';
import type { Database } from '../database';
import type { WorkspaceAccess } from '../permissions';
import type { AuditLog } from '../service/AuditLog';
import { DatabaseQuotaStore } from './DatabaseQuotaStore';
import { Directory } from './Directory';
import { QuotaAdministration } from './QuotaAdministration';
import { QuotaExplainer } from './QuotaExplainer';
import { QuotaService } from './QuotaService';

/** What keeps limits. */
export interface Quotas {
  service: QuotaService;
  store: DatabaseQuotaStore;
  directory: Directory;
  /** For those who may set limits. */
  administration: QuotaAdministration;
  /** Adds to refusals what makes room. */
  explainer: QuotaExplainer;
}

/** Puts the parts together that decide about limits. */
export function createQuotas(deps: {
  config: CdeConfig;
  database: Database;
  catalog: CatalogService;
  auth: AuthService;
  access: WorkspaceAccess;
  audit: AuditLog;
  logger: LoggerService;
}): Quotas {
  const store = new DatabaseQuotaStore(deps.database);
  const directory = new Directory(deps);
  const service = new QuotaService({ ...deps, store, directory });
  const shared = { ...deps, store, directory };
  return {
    service,
    store,
    directory,
    administration: new QuotaAdministration(shared),
    explainer: new QuotaExplainer(shared),
  };
}

/** Organisations change during the day, but not by the minute. */
const FOLLOW_EVERY = { minutes: 15 };

/** Lets what runs count for the groups that its owner is in by now, from time to time, in one replica. */
export async function scheduleQuotas(
  { service }: Quotas,
  scheduler: SchedulerService,
  logger: LoggerService,
): Promise<void> {
  await scheduler.scheduleTask({
    id: 'cde-quotas-follow-organisation',
    frequency: FOLLOW_EVERY,
    initialDelay: { minutes: 2 },
    timeout: { minutes: 10 },
    fn: async () => {
      const moved = await service.followOrganisation();
      if (moved > 0) {
        logger.info(`The workspaces of ${moved} users count for other groups`);
      }
    },
  });
}
