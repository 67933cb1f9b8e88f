import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { CdeConfig } from '../config';
import type { Database } from '../database';
import { DatabaseQuotaStore } from './DatabaseQuotaStore';
import { Directory } from './Directory';
import { QuotaService } from './QuotaService';

/** What keeps limits. */
export interface Quotas {
  service: QuotaService;
  store: DatabaseQuotaStore;
  directory: Directory;
}

/** Puts the parts together that decide about limits. */
export function createQuotas(deps: {
  config: CdeConfig;
  database: Database;
  catalog: CatalogService;
  auth: AuthService;
  logger: LoggerService;
}): Quotas {
  const store = new DatabaseQuotaStore(deps.database);
  const directory = new Directory(deps);
  const service = new QuotaService({ ...deps, store, directory });
  return { service, store, directory };
}
