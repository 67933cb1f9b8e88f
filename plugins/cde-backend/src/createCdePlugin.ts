import os from 'node:os';
import path from 'node:path';
import {
  coreServices,
  createBackendPlugin,
  type AuditorService,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  cdeChangesExtensionPoint,
  cdeSourcesExtensionPoint,
  type ChangeHost,
  type SourceProvider,
} from '@backstage-cde/plugin-cde-node';
import { createAudit, type AuditJournal } from './audit';
import { readCdeConfig, type CdeConfig } from './config';
import { createContexts } from './contexts';
import { CatalogReader, CreationPlanner } from './creation';
import { createCredentials, type FindGitAccess } from './credentials';
import { createAutomation, createPolicyHooks } from './createAutomation';
import { Database } from './database';
import { AllowedHosts, GitSourceProvider, Sources } from './devcontainers';
import { createRights, type EntryRights } from './permissions';
import { createTemplateRoutes, createTemplates } from './createTemplates';
import type { PolicyHooks } from './engine';
import { createQuotas, scheduleQuotas } from './quotas';
import { createReadiness, tellingCatalog } from './readiness';
import {
  BADGE_POLICY,
  createBadgeRouter,
  createCredentialHandlers,
  createHandlers,
  createQuotaHandlers,
  createRightsHandlers,
  createRouter,
  explainRefusals,
  refuseDeparted,
  createSettingsHandlers,
} from './router';
import {
  Offers,
  SignalNotifier,
  WorkspaceLogs,
  WorkspaceConfigurator,
  WorkspaceCreator,
  WorkspaceOpener,
  WorkspaceOperator,
  WorkspaceReader,
  type Notifier,
  type Runtime,
} from './service';
import { DatabaseShares, SharingService } from './sharing';
import { createUsageRoutes } from './usage';
import {
  DatabaseKeyStore,
  DatabaseLeaseStore,
  DatabaseWorkspaceStore,
  type KeyStore,
  type LeaseStore,
  type WorkspaceStore,
} from './workspaces';

/** What engine and gateway are made from. */
export interface RuntimeParts {
  config: CdeConfig;
  database: Database;
  store: WorkspaceStore;
  leases: LeaseStore;
  keys: KeyStore;
  entry: EntryRights;
  policies: PolicyHooks;
  gitAccess: FindGitAccess;
  notifier: Notifier;
  auditor: AuditorService;
  journal: AuditJournal;
  logger: LoggerService;
}

/** Engine and gateway, and their life. */
export interface ManagedRuntime extends Runtime {
  /** Begins to listen. @throws where that is not possible; the backend then does not come up */
  listen(): Promise<void>;
  /** Begins to act on the clusters. */
  start(): Promise<void>;
  /** Lets go of everything within a few seconds. */
  stop(): Promise<void>;
}

/** @param createRuntime - engine and gateway; tests of the API give stand-ins */
export function createCdePlugin(
  createRuntime: (parts: RuntimeParts) => Promise<ManagedRuntime>,
  options: { checkResponses?: boolean } = {},
) {
  return createBackendPlugin({
    pluginId: 'cde',
    register(env) {
      const providers: SourceProvider[] = [];
      env.registerExtensionPoint(cdeSourcesExtensionPoint, {
        addSourceProvider: provider => providers.push(provider),
      });
      const changeHosts: ChangeHost[] = [];
      env.registerExtensionPoint(cdeChangesExtensionPoint, {
        addChangeHost: host => changeHosts.push(host),
      });
      env.registerInit({
        deps: {
          auditor: coreServices.auditor,
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          database: coreServices.database,
          events: eventsServiceRef,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          lifecycle: coreServices.lifecycle,
          logger: coreServices.logger,
          notifications: notificationService,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          rootConfig: coreServices.rootConfig,
          scheduler: coreServices.scheduler,
          signals: signalsServiceRef,
          userInfo: coreServices.userInfo,
        },
        async init(deps) {
          const {
            auditor,
            auth,
            catalog,
            httpAuth,
            httpRouter,
            lifecycle,
            logger,
          } = deps;
          const config = readCdeConfig(deps.rootConfig);
          const database = await Database.create(deps.database);
          const store = new DatabaseWorkspaceStore(database);
          const rights = createRights({ ...deps, config, database, store });
          const { access } = rights;
          const auditing = createAudit({
            config,
            database,
            auditor,
            access,
            logger,
          });
          const { audit } = auditing;
          await auditing.schedule(deps.scheduler);
          const credentials = createCredentials({
            config,
            database,
            integrations: ScmIntegrations.fromConfig(deps.rootConfig),
            logger,
          });
          await credentials.schedule(deps.scheduler);
          const integrations = ScmIntegrations.fromConfig(deps.rootConfig);
          const hosts = new AllowedHosts(integrations, config.git.hosts);
          const sourceProviders = [
            ...providers,
            new GitSourceProvider({
              integrations,
              hosts,
              cacheDirectory: path.join(
                os.tmpdir(),
                `backstage-cde-git-${process.getuid?.() ?? 0}`,
              ),
              cacheBytes: config.git.cacheBytes,
              userLogin: (userRef, url) =>
                credentials.given.login(userRef, url),
            }),
          ];
          const sources = new Sources(sourceProviders);
          const quotas = createQuotas({
            config,
            database,
            catalog,
            auth,
            access,
            audit,
            logger,
          });
          await scheduleQuotas(quotas, deps.scheduler, logger);
          const notifier = tellingCatalog(
            new SignalNotifier({ signals: deps.signals, logger }),
            deps,
          );
          const templates = await createTemplates({
            ...deps,
            config,
            database,
            claims: rights.claims,
            takenLiterally: access.takenLiterally,
          });
          const leases = new DatabaseLeaseStore(database);
          const runtime = await createRuntime({
            config,
            database,
            store,
            leases,
            keys: new DatabaseKeyStore(database),
            entry: rights.entry,
            policies: createPolicyHooks({
              config,
              quotas: quotas.service,
              starts: templates.starts,
              audit,
            }),
            gitAccess: credentials.access.find,
            notifier,
            auditor,
            journal: auditing.journal,
            logger,
          });
          const catalogReader = new CatalogReader({ catalog, auth });
          const planner = new CreationPlanner({
            config,
            catalog: catalogReader,
            sources,
            templates: templates.offers,
          });
          const offers = new Offers({
            config,
            planner,
            templates: templates.offers,
            sources,
            access,
            store,
            runtime,
            logger,
          });
          const logs = new WorkspaceLogs({ store, runtime, logger });
          const shared = {
            store,
            access,
            audit,
            runtime,
            notifier,
            quotas: quotas.service,
          };
          const reader = new WorkspaceReader({
            ...shared,
            logs,
            templates: templates.store,
          });
          const creator = new WorkspaceCreator({
            ...shared,
            planner,
            templates: templates.store,
          });
          const operator = new WorkspaceOperator({
            ...shared,
            reader,
            starts: templates.starts,
          });
          const configurator = new WorkspaceConfigurator({
            ...shared,
            reader,
            starts: templates.starts,
          });
          const automation = createAutomation({
            ...shared,
            config,
            database,
            leases,
            catalog,
            auth,
            notifications: deps.notifications,
            logger,
          });
          const opener = new WorkspaceOpener({ ...shared, reader, logger });
          const sharing = new SharingService({
            ...shared,
            ...rights,
            reader,
            shares: new DatabaseShares(database),
            catalog: catalogReader,
            portalUrl: config.portalUrl,
          });
          const rightsHandlers = createRightsHandlers({
            access,
            sharing,
            auditReader: auditing.reader,
            currency: config.currency,
            logger,
          });
          const templateRoutes = createTemplateRoutes(templates, {
            access,
            audit,
            planner,
            previewObjects: workspace => runtime.previewObjects(workspace),
          });
          const handlers = createHandlers({
            reader,
            creator,
            operator,
            opener,
            offers,
            logger,
          });
          const quotaHandlers = createQuotaHandlers({
            config,
            quotas,
            catalog: catalogReader,
            templates: templates.offers,
          });
          const usageHandlers = createUsageRoutes({
            ...shared,
            config,
            database,
            directory: quotas.directory,
          });
          const readiness = createReadiness({
            catalog,
            database,
            store,
            sourceProviders,
          });
          const allHandlers = {
            ...handlers,
            ...rightsHandlers,
            ...createSettingsHandlers({ configurator, reader }),
            ...templateRoutes.handlers,
            ...quotaHandlers,
            ...usageHandlers,
            ...createCredentialHandlers(
              credentials.useCases({ audit, runtime }),
            ),
            ...readiness.handlers,
            ...createContexts({
              integrations,
              hosts,
              changeHosts,
              sources,
              planner,
              catalog,
              reader,
            }),
          };
          httpRouter.addAuthPolicy(BADGE_POLICY);
          httpRouter.use(createBadgeRouter());
          httpRouter.use(
            await createRouter({
              handlers: explainRefusals(allHandlers, quotas),
              serviceHandlers: {
                ...templateRoutes.serviceHandlers,
                ...readiness.serviceHandlers,
              },
              httpAuth,
              admit: caller => refuseDeparted(rights, audit, caller),
              ...options,
            }),
          );

          await runtime.listen();
          lifecycle.addStartupHook(() => runtime.start());
          lifecycle.addStartupHook(() => automation.start());
          lifecycle.addShutdownHook(() => automation.stop());
          lifecycle.addShutdownHook(() => runtime.stop());
        },
      });
    },
  });
}
