import type {
  AuditorService,
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { CdeConfig } from '../config';
import type { Database } from '../database';
import type { WorkspaceAccess } from '../permissions';
import { AuditLog } from '../service/AuditLog';
import { AuditReader } from './AuditReader';
import { DatabaseAuditJournal } from './DatabaseAuditJournal';

const DAY_MS = 24 * 3600_000;

/** The audit: its log, its rows, and who may read them. */
export function createAudit(deps: {
  config: CdeConfig;
  database: Database;
  auditor: AuditorService;
  access: WorkspaceAccess;
  logger: LoggerService;
}) {
  const journal = new DatabaseAuditJournal(deps.database);
  const audit = new AuditLog({ ...deps, journal });
  const reader = new AuditReader({ ...deps, journal, audit });
  const keptMs = deps.config.audit.retentionDays * DAY_MS;
  return {
    audit,
    journal,
    reader,
    /** Removes what is older than the configuration says, once an hour in one replica. */
    schedule: (scheduler: SchedulerService) =>
      scheduler.scheduleTask({
        id: 'cde-audit-retention',
        frequency: { hours: 1 },
        timeout: { minutes: 10 },
        initialDelay: { minutes: 5 },
        fn: async () => {
          const removed = await journal.purge(keptMs);
          deps.logger.debug(`${removed} old entries of the audit were removed`);
        },
      }),
  };
}
