import { KubernetesError, UnreachableError } from './clusters';
import {
  agentRequest,
  clusterCause,
  createEngine,
  makeNamespace,
} from './engine';
import { createGateway, DatabaseSessionStore } from './gateway';
import { previewObjects } from './templates/preview';
import type { ManagedRuntime, RuntimeParts } from './createCdePlugin';

/** Engine and gateway as they are: rows become pods, and browsers get into them. */
export async function createRuntime(
  parts: RuntimeParts,
): Promise<ManagedRuntime> {
  const {
    config,
    database,
    store,
    leases,
    keys,
    entry,
    policies,
    gitAccess,
    notifier,
    auditor,
    journal,
    logger,
  } = parts;
  const engine = createEngine({
    config,
    store,
    leases,
    keys,
    gitAccess,
    logger: logger.child({ part: 'engine' }),
    onChange: (record, kind) => notifier.changed(record, kind),
    policies: {
      ...policies,
      acted: async (record, act, reason) => {
        gateway.closeWorkspace(record.id);
        await policies.acted?.(record, act, reason);
      },
    },
  });
  const gateway = createGateway({
    config: config.gateway,
    portalUrl: config.portalUrl,
    logger: logger.child({ part: 'gateway' }),
    auditor,
    journal,
    keys,
    sessions: new DatabaseSessionStore(database),
    workspaces: store,
    openTunnel: (workspace, target) => engine.openTunnel(workspace, target),
    authorizeOpen: (userRef, workspaceId, grant) =>
      entry.mayStay(userRef, workspaceId, grant),
  });

  return {
    wake: id => engine.waker.wake(id),
    clusterStatus: name => engine.clusters.status(name),
    readLog: async (workspace, step, { follow }) => {
      const path = `/logs/${encodeURIComponent(step)}${
        follow ? '?follow=true' : ''
      }`;
      return agentRequest(
        await engine.openTunnel(workspace, 'agent'),
        'GET',
        path,
      );
    },
    attach: workspace => engine.attach(workspace),
    previewObjects: async workspace => {
      const { clusterName, namespace } = workspace;
      const status = engine.clusters.status(clusterName);
      const client = engine.clusters.client(clusterName);
      const cluster = config.clusters.find(({ name }) => name === clusterName);
      // A template may be written before there is any workspace. The namespace for privileged ones waits for the first.
      if (client && namespace === cluster?.namespace)
        await makeNamespace(client, { config, cluster }, namespace).catch(
          saidByDryRuns,
        );
      return previewObjects({
        workspace,
        config,
        client,
        unavailable: status && clusterCause(status).message,
      });
    },
    issueTicket: request => gateway.issueTicket(request),
    measure: () => engine.clusters.measure(),
    closeWorkspace: id => gateway.closeWorkspace(id),
    recheckWorkspace: id => gateway.recheckWorkspace(id),
    revokeUser: (userRef, id) => gateway.revokeUser(userRef, id),
    listen: () => gateway.start(),
    start: () => engine.start(),
    stop: async () => {
      await Promise.all([gateway.stop(), engine.stop()]);
    },
  };
}

/** Where the cluster refuses the namespace, or is away, each dry run says so for its object. */
function saidByDryRuns(error: unknown) {
  if (error instanceof KubernetesError || error instanceof UnreachableError)
    return;
  throw error;
}
