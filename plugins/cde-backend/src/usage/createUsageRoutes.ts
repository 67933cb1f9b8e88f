import type { CdeConfig } from '../config';
import type { Database } from '../database';
import type { WorkspaceAccess } from '../permissions';
import type { Directory } from '../quotas';
import { createUsageHandlers } from '../router/usage';
import type { Handlers } from '../router/createRouter';
import {
  BulkOperator,
  type BulkOperatorOptions,
  type Runtime,
} from '../service';
import { UsageService } from './UsageService';
import { UsageStore } from './UsageStore';

/** Usage over time, and acts on many workspaces. */
export function createUsageRoutes(
  deps: BulkOperatorOptions & {
    config: CdeConfig;
    database: Database;
    directory: Directory;
    access: WorkspaceAccess;
    runtime: Runtime;
  },
): Handlers {
  return createUsageHandlers({
    usage: new UsageService({ ...deps, store: new UsageStore(deps.database) }),
    bulk: new BulkOperator(deps),
  });
}
