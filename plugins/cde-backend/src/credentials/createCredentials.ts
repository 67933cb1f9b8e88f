import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { CdeConfig } from '../config';
import type { Database } from '../database';
import { AllowedHosts, createAuthorization } from '../devcontainers';
import type { AuditLog, Runtime } from '../service';
import { DatabaseGitAccess } from './DatabaseGitAccess';
import { GitAccessFinder } from './GitAccessFinder';
import { GitCredentials } from './GitCredentials';
import { GivenAccess } from './GivenAccess';
import { LentCredentials } from './LentCredentials';
import { Sealer } from './Sealer';

const TIDY_MINUTES = 15;

/** Git hosts as users, and else as the portal. */
export function createCredentials(deps: {
  config: Pick<CdeConfig, 'git'>;
  database: Database;
  integrations: ScmIntegrationRegistry;
  logger: LoggerService;
}) {
  const { database, integrations, logger } = deps;
  const {
    hosts: plain,
    sealingKey,
    lendIntegrations,
    userTokenMs,
  } = deps.config.git;
  const allowed = new AllowedHosts(integrations, plain);
  const hosts = allowed.all();
  const sealer = sealingKey === undefined ? undefined : new Sealer(sealingKey);
  const store = new DatabaseGitAccess(database);
  const given = new GivenAccess({ store, sealer, hosts, logger });
  const lent = lendIntegrations
    ? new LentCredentials({
        integrations,
        authorize: createAuthorization(integrations, allowed),
      })
    : undefined;
  return {
    given,
    /** What git in a workspace's pod is given. */
    access: new GitAccessFinder({ hosts: plain, given, lent, logger }),
    useCases: (parts: { audit: AuditLog; runtime: Pick<Runtime, 'wake'> }) =>
      new GitCredentials({
        ...parts,
        store,
        sealer,
        hosts,
        longestMs: userTokenMs,
      }),
    /** Removes what nobody uses any more, from time to time. */
    schedule: (scheduler: SchedulerService) =>
      scheduler.scheduleTask({
        id: 'cde-git-access-tidy',
        frequency: { minutes: TIDY_MINUTES },
        timeout: { minutes: 2 },
        scope: 'global',
        fn: () => store.removeStale(),
      }),
  };
}
