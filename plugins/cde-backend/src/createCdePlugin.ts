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
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  cdeSourcesExtensionPoint,
  type SourceProvider,
} from '@backstage-cde/plugin-cde-node';
import { readCdeConfig, type CdeConfig } from './config';
import { CatalogReader, CreationPlanner } from './creation';
import { Database } from './database';
import { GitSourceProvider, Sources } from './devcontainers';
import { CallerClaims, WorkspaceAccess } from './permissions';
import { createQuotas } from './quotas';
import { createHandlers, createRouter } from './router';
import {
  AuditLog,
  Offers,
  SignalNotifier,
  WorkspaceLogs,
  WorkspaceCreator,
  WorkspaceOperator,
  WorkspaceReader,
  type Notifier,
  type Runtime,
} from './service';
import {
  DatabaseFacts,
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
  access: WorkspaceAccess;
  notifier: Notifier;
  auditor: AuditorService;
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
      env.registerInit({
        deps: {
          auditor: coreServices.auditor,
          auth: coreServices.auth,
          catalog: catalogServiceRef,
          database: coreServices.database,
          httpAuth: coreServices.httpAuth,
          httpRouter: coreServices.httpRouter,
          lifecycle: coreServices.lifecycle,
          logger: coreServices.logger,
          permissions: coreServices.permissions,
          permissionsRegistry: coreServices.permissionsRegistry,
          rootConfig: coreServices.rootConfig,
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
            permissionsRegistry,
          } = deps;
          const config = readCdeConfig(deps.rootConfig);
          const database = await Database.create(deps.database);
          const store = new DatabaseWorkspaceStore(database);
          const claims = new CallerClaims({
            userInfo: deps.userInfo,
            admins: config.admins,
          });
          const access = WorkspaceAccess.create({
            claims,
            permissions: deps.permissions,
            permissionsRegistry,
            ...config.permissions,
            policyInForce:
              deps.rootConfig.getOptionalBoolean('permission.enabled') ?? false,
            store,
            facts: new DatabaseFacts(database),
          });
          const sources = new Sources([
            ...providers,
            new GitSourceProvider({
              integrations: ScmIntegrations.fromConfig(deps.rootConfig),
              hosts: config.git.hosts,
              cacheDirectory: path.join(
                os.tmpdir(),
                `backstage-cde-git-${process.getuid?.() ?? 0}`,
              ),
              cacheBytes: config.git.cacheBytes,
            }),
          ]);
          const quotas = createQuotas({
            config,
            database,
            catalog,
            auth,
            logger,
          });
          const notifier = new SignalNotifier({
            signals: deps.signals,
            logger,
          });
          const runtime = await createRuntime({
            config,
            database,
            store,
            leases: new DatabaseLeaseStore(database),
            keys: new DatabaseKeyStore(database),
            access,
            notifier,
            auditor,
            logger,
          });
          const planner = new CreationPlanner({
            config,
            catalog: new CatalogReader({ catalog, auth }),
            sources,
          });
          const offers = new Offers({
            config,
            planner,
            sources,
            access,
            store,
            runtime,
          });
          const audit = new AuditLog(auditor);
          const logs = new WorkspaceLogs({ store, runtime, logger });
          const shared = {
            store,
            access,
            audit,
            runtime,
            notifier,
            quotas: quotas.service,
          };
          const reader = new WorkspaceReader({ ...shared, logs });
          const creator = new WorkspaceCreator({ ...shared, planner });
          const operator = new WorkspaceOperator({ ...shared, reader, logger });
          const handlers = createHandlers({
            reader,
            creator,
            operator,
            offers,
            logger,
          });
          httpRouter.use(
            await createRouter({
              handlers,
              httpAuth,
              ...options,
            }),
          );

          await runtime.listen();
          lifecycle.addStartupHook(() => runtime.start());
          lifecycle.addShutdownHook(() => runtime.stop());
        },
      });
    },
  });
}
