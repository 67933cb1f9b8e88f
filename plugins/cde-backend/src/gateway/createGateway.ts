import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import { Activity } from './Activity';
import { Answers } from './answers';
import { AuditTrail } from './AuditTrail';
import { ENTER_PATH, Entrance } from './Entrance';
import { Exchanges } from './Exchanges';
import { HostNames } from './hosts';
import { HttpProxy } from './HttpProxy';
import { deriveSigningKeys } from './keys';
import { DEFAULT_LIMITS } from './limits';
import { Listener } from './Listener';
import { Recheck } from './Recheck';
import { isOpenable, SessionGuard } from './SessionGuard';
import type { Gateway, GatewayOptions, GatewayTarget, OpenTarget } from './types';
import { isUp, Upstreams } from './Upstreams';
import { WebSocketProxy } from './WebSocketProxy';

/** Name of the gateway's master key in the key store. */
const MASTER_KEY = 'gateway';

const PURGE_INTERVAL_MS = 600_000;

/**
 * The gateway of this process. Several may run side by side: they share keys and
 * sessions through the database, and nothing else.
 */
export function createGateway(options: GatewayOptions): Gateway & { readonly port: number } {
  const { config, logger, sessions } = options;
  const exchanges = new Exchanges({ ...DEFAULT_LIMITS, ...options.limits });
  let running: ReturnType<typeof assemble> | undefined;
  let assembling: Promise<ReturnType<typeof assemble>> | undefined;
  const timers: NodeJS.Timeout[] = [];

  /** Made on first need, since the keys are in the database. */
  const parts = () => {
    assembling ??= options.keys.getOrCreate(MASTER_KEY).then(
      masterKey => (running = assemble(options, masterKey, exchanges)),
      error => {
        assembling = undefined;
        throw error;
      },
    );
    return assembling;
  };

  const every = (milliseconds: number, name: string, work: () => Promise<void>) => {
    timers.push(
      setInterval(() => {
        work().catch(error => logger.warn(`Gateway: ${name} failed: ${error}`));
      }, milliseconds).unref(),
    );
  };

  return {
    get port() {
      return running?.listener.port ?? config.listen.port;
    },

    async start() {
      checkBaseUrl(config.baseUrl, options.portalUrl, logger);
      const { listener, recheck, upstreams, limits } = await parts();
      await listener.start();
      every(limits.recheckIntervalMs, 'looking at open sessions', async () => {
        await recheck.run();
        upstreams.sweep();
      });
      every(PURGE_INTERVAL_MS, 'removing old sessions', () => sessions.purge());
      logger.info(`Workspaces are served at subdomains of ${config.baseUrl}, from ${config.listen.host}:${listener.port}`);
    },

    async stop() {
      timers.splice(0).forEach(clearInterval);
      exchanges.closeWhere(() => true);
      running?.upstreams.close();
      await running?.listener.stop();
    },

    async issueTicket(request) {
      const { workspaceId, target } = request;
      const { guard, hosts } = await parts();
      const workspace = await options.workspaces.get(workspaceId);
      if (!workspace) throw new NotFoundError(`There is no workspace '${workspaceId}'`);
      const tunnelTarget = asTunnelTarget(target);
      if (!isOpenable(workspace, tunnelTarget)) {
        const known = workspace.spec.plan.ports.map(({ port }) => port).join(', ') || 'none';
        throw new InputError(
          `Port ${tunnelTarget.slice('port/'.length)} cannot be opened: the devcontainer.json does not declare it in "forwardPorts" (declared: ${known})`,
        );
      }
      const { code, expiresAt } = await guard.issueCode(request, tunnelTarget);
      const origin = hosts.origin(hosts.label(workspaceId, tunnelTarget));
      return { url: `${origin}${ENTER_PATH}?code=${code}`, expiresAt: new Date(expiresAt).toISOString() };
    },

    closeWorkspace(workspaceId) {
      running?.guard.distrust(workspaceId);
      exchanges.closeWhere(claims => claims.workspaceId === workspaceId);
      running?.upstreams.forget(workspaceId);
    },

    async recheckWorkspace(workspaceId) {
      running?.guard.distrust(workspaceId);
      await running?.recheck.run(workspaceId);
    },

    async revokeUser(userRef, workspaceId) {
      await sessions.revoke({ userRef, ...(workspaceId && { workspaceId }) });
      running?.guard.distrust(userRef);
      exchanges.closeWhere(
        claims => claims.userRef === userRef && (!workspaceId || claims.workspaceId === workspaceId),
      );
    },
  };
}

/** All parts of a gateway, wired. */
function assemble(options: GatewayOptions, masterKey: Buffer, exchanges: Exchanges) {
  const { config, logger, sessions, workspaces, authorizeOpen } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const clock = options.clock ?? Date;
  const hosts = new HostNames(masterKey, config.baseUrl);
  const answers = new Answers(options.portalUrl);
  const upstreams: Upstreams = new Upstreams({
    getWorkspace: id => workspaces.get(id),
    openTunnel: options.openTunnel,
    limits,
  });
  /** Every look at a workspace also tells whether connections to it have become stale. */
  const getWorkspace = async (id: string) => {
    const workspace = await workspaces.get(id);
    if (workspace && isUp(workspace)) upstreams.notice(workspace);
    else upstreams.forget(id);
    return workspace;
  };
  const guard = new SessionGuard({
    keys: deriveSigningKeys(masterKey), sessions, getWorkspace, authorizeOpen, clock, limits, logger,
  });
  const activity = new Activity(id => workspaces.touchActivity(id), clock, limits.activityIntervalMs, logger);
  const entrance = new Entrance({
    guard,
    answers,
    audit: new AuditTrail({ ...options, clock }),
    getWorkspace: id => workspaces.get(id),
  });
  const shared = { upstreams, exchanges, answers, activity, clock, limits, logger };
  const listener = new Listener({
    listen: config.listen,
    protocol: new URL(config.baseUrl).protocol === 'https:' ? 'https' : 'http',
    hosts,
    guard,
    entrance,
    httpProxy: new HttpProxy(shared),
    webSocketProxy: new WebSocketProxy(shared),
    answers,
    limits,
    logger,
  });
  const recheck = new Recheck(exchanges, guard, clock, limits);
  return { hosts, guard, upstreams, listener, recheck, limits };
}

function asTunnelTarget(target: OpenTarget): GatewayTarget {
  if (target === 'ide') return 'ide';
  const { port } = target;
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new InputError(`Port ${port} is not a whole number between 1 and 65535`);
  }
  return `port/${port}`;
}

/**
 * Workspaces need an origin that browsers trust and that the portal's cookies do not reach.
 * @throws InputError where the gateway lives under the portal's own host
 */
export function checkBaseUrl(baseUrl: string, portalUrl: string, logger: Pick<LoggerService, 'warn'>): void {
  const base = new URL(baseUrl);
  const portal = new URL(portalUrl);
  if (base.hostname === 'localhost' || base.hostname.endsWith('.localhost')) return;
  if (base.hostname === portal.hostname || base.hostname.endsWith(`.${portal.hostname}`)) {
    throw new InputError(
      `cde.gateway.baseUrl is ${baseUrl}, under the portal's own host ${portal.hostname}: programs in workspaces could set and receive the portal's cookies. Use a domain beside it`,
    );
  }
  if (base.protocol === 'http:') {
    logger.warn(
      `cde.gateway.baseUrl is ${baseUrl}: browsers keep the gateway's cookie only over https (or on localhost), so NOBODY CAN OPEN A WORKSPACE. Put TLS in front of it and use https://`,
    );
  }
}
