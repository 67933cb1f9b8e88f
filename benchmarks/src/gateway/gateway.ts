import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import net from 'node:net';
import { createGateway, type SessionStore } from '@backstage-cde/plugin-cde-backend/src/gateway';
import { answer } from '../children';
import { logger, runningWorkspace } from './workspace';

// The gateway as it is, with the pod next to it and its one session in memory.

const workspace = runningWorkspace();
const counts = { database: 0, permission: 0, dial: 0 };
const session = { id: randomUUID(), userRef: workspace.ownerRef };
const sessions: SessionStore = {
  create: async () => ({ id: session.id, codeExpiresAt: Date.now() + 30_000 }),
  redeem: async () => session,
  grantOf: async () => {
    counts.database += 1;
    return { grantedBy: 'owner', ageMs: 0 };
  },
  revoke: async () => undefined,
  purge: async () => undefined,
};
const gateway = createGateway({
  config: { listen: { host: '127.0.0.1', port: 0 }, baseUrl: 'http://localhost:3001' },
  portalUrl: 'http://localhost:3000',
  logger,
  auditor: { createEvent: async () => ({ success: async () => undefined, fail: async () => undefined }) },
  keys: { getOrCreate: async () => Buffer.alloc(32, 1) },
  sessions,
  workspaces: {
    get: async () => {
      counts.database += 1;
      return workspace;
    },
    touchActivity: async () => {
      counts.database += 1;
    },
  },
  authorizeOpen: async () => {
    counts.permission += 1;
    return true;
  },
  openTunnel: async () => {
    counts.dial += 1;
    const socket = net.connect(Number(process.argv[2]), '127.0.0.1');
    await once(socket, 'connect');
    return socket;
  },
  limits: { openPerUser: 10_000, openPerWorkspace: 10_000 },
});

async function main() {
  await gateway.start();
  const { url } = await gateway.issueTicket({ workspaceId: workspace.id, userRef: workspace.ownerRef, target: 'ide', grantedBy: 'owner' });
  answer({ port: gateway.port, ticket: url }, { memory: () => process.memoryUsage().rss, counts: () => counts });
}

main().catch(error => {
  throw error;
});
