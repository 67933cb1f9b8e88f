import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { CdeConfig } from './config';
import type { Database } from './database';
import { withLeadership, type PolicyHooks } from './engine';
import { NotificationSender, Outbox } from './notifications';
import { DatabaseOwners, Offboarding } from './offboarding';
import type { QuotaService } from './quotas';
import type { AuditLog, Notifier, Runtime, StartPlanner } from './service';
import type { LeaseStore, WorkspaceStore } from './workspaces';

/** Between two looks at whether owners are still in the catalog. */
const OWNERS_EVERY_MS = 5 * 60_000;
const LAST_MS = 3_000;

/** What the engine needs to act by itself. */
export function createPolicyHooks(deps: {
  config: Pick<CdeConfig, 'admins'>;
  quotas: Pick<QuotaService, 'admission'>;
  starts: Pick<StartPlanner, 'beforeStart'>;
  audit: AuditLog;
}): PolicyHooks {
  const { config, quotas, starts, audit } = deps;
  return {
    admins: config.admins,
    admission: row => quotas.admission(row),
    beforeStart: row => starts.beforeStart(row),
    acted: ({ id, name }, act, reason) =>
      audit.recordSystem(act, {
        workspaceId: id,
        workspaceName: name,
        reason,
      }),
  };
}

/** What goes on beside requests and clusters: notifications are sent, and owners who left are noticed. */
export function createAutomation(deps: {
  config: Pick<CdeConfig, 'admins' | 'offboarding'>;
  database: Database;
  store: WorkspaceStore;
  leases: LeaseStore;
  catalog: CatalogService;
  auth: AuthService;
  notifications: NotificationService;
  runtime: Pick<Runtime, 'wake' | 'closeWorkspace' | 'revokeUser'>;
  notifier: Notifier;
  audit: AuditLog;
  logger: LoggerService;
}) {
  const { config, database, leases, runtime, notifier, audit } = deps;
  const logger = deps.logger.child({ part: 'automation' });
  const sender = new NotificationSender({
    outbox: new Outbox(database),
    service: deps.notifications,
    logger,
  });
  const offboarding = new Offboarding({
    ...deps,
    owners: new DatabaseOwners(database),
    graceMs: config.offboarding.graceMs,
    heirs: config,
    revokeUser: userRef => runtime.revokeUser(userRef),
    changed: record => {
      runtime.wake(record.id);
      runtime.closeWorkspace(record.id);
      notifier.changed(record);
    },
    audit: (act, meta) => audit.recordSystem(act, meta),
    logger,
  });
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    offboarding,
    sender,
    start(): void {
      sender.start();
      running = withLeadership(
        { leases, name: 'offboarding', holder: randomUUID(), logger },
        stopping.signal,
        (_, lost) => offboarding.run(lost, OWNERS_EVERY_MS),
      );
    },
    async stop(): Promise<void> {
      stopping.abort();
      // A catalog that does not answer does not hold the backend up.
      await Promise.race([
        Promise.all([sender.stop(), running]),
        sleep(LAST_MS, undefined, { ref: false }),
      ]);
    },
  };
}
