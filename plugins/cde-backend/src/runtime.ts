import { agentRequest, createEngine } from './engine';
import { createGateway, DatabaseSessionStore } from './gateway';
import { OpenGrants } from './permissions';
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
    access,
    notifier,
    auditor,
    logger,
  } = parts;
  const grants = new OpenGrants();
  const engine = createEngine({
    config,
    store,
    leases,
    keys,
    logger: logger.child({ part: 'engine' }),
    onChange: (record, kind) => notifier.changed(record, kind),
  });
  const gateway = createGateway({
    config: config.gateway,
    portalUrl: config.portalUrl,
    logger: logger.child({ part: 'gateway' }),
    auditor,
    keys,
    sessions: new DatabaseSessionStore(database),
    workspaces: store,
    openTunnel: (workspace, target) => engine.openTunnel(workspace, target),
    authorizeOpen: async (userRef, workspaceId) => {
      const workspace = await store.get(workspaceId);
      const allowed =
        workspace &&
        (access.allowedByDefault(userRef, workspace) ||
          grants.has(userRef, workspaceId));
      return Boolean(allowed && workspace.desired === 'running');
    },
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
    issueTicket: async request => {
      grants.add(request.userRef, request.workspaceId);
      return gateway.issueTicket(request);
    },
    closeWorkspace: id => gateway.closeWorkspace(id),
    listen: () => gateway.start(),
    start: () => engine.start(),
    stop: async () => {
      await Promise.all([gateway.stop(), engine.stop()]);
    },
  };
}
