import { createHash, randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import type { WorkspacePhase } from '@backstage-cde/plugin-cde-common';
import type { WorkspaceRecord } from '../workspaces';
import { BoundedCache } from './BoundedCache';
import { ClaimsVerifier, signClaims } from './claims';
import { sessionCookie, setSessionCookie } from './cookies';
import type { GatewayLimits } from './limits';
import type { Clock, GatewayTarget, SessionClaims, SessionGrant, SessionStore, TicketRequest } from './types';
import { isUp } from './Upstreams';

/** Why somebody is not let in. */
export type Refusal =
  /** Never entered, or entered elsewhere. */
  | { reason: 'no-session' }
  /** Revoked, over, or no longer permitted. */
  | { reason: 'ended' }
  | { reason: 'not-running'; phase: WorkspacePhase | 'gone' }
  /** The checks could not be made. */
  | { reason: 'unavailable' };

export type Admission =
  | { admitted: true; claims: SessionClaims; setCookie?: string }
  | ({ admitted: false } & Refusal);

interface Renewal {
  claims: SessionClaims;
  token: string;
}

interface GuardOptions {
  keys: { signing: KeyObject; verifying: KeyObject };
  sessions: SessionStore;
  getWorkspace(id: string): Promise<WorkspaceRecord | undefined>;
  authorizeOpen(userRef: string, workspaceId: string, grant: SessionGrant): Promise<boolean>;
  clock: Clock;
  limits: GatewayLimits;
  logger: LoggerService;
}

/**
 * Decides who may pass. A signed cookie is believed without asking anybody for the
 * first half of its short life; then session, permission and workspace are looked at
 * again and the cookie is replaced, so that a revocation takes effect within that time.
 */
export class SessionGuard {
  readonly #options: GuardOptions;
  readonly #verifier: ClaimsVerifier;
  /** The newest claims of sessions, for requests that still carry the cookie before. */
  readonly #renewed = new BoundedCache<string, Renewal>(10_000);
  readonly #checking = new Map<string, Promise<Renewal | Refusal>>();
  /** Workspaces and users that something happened to: claims issued before are to be checked. */
  readonly #distrusted = new BoundedCache<string, number>(10_000);

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#verifier = new ClaimsVerifier(options.keys.verifying);
  }

  /** A one-time code for a session to come; only its hash is kept. */
  async issueCode({ userRef, workspaceId, grantedBy }: Omit<TicketRequest, 'target'>, target: GatewayTarget) {
    const code = randomBytes(32).toString('base64url');
    const { codeLifetimeMs, sessionLifetimeMs } = this.#options.limits;
    const { codeExpiresAt } = await this.#options.sessions.create({
      codeHash: hashCode(code),
      userRef,
      workspaceId,
      target,
      grantedBy,
      codeLifetimeMs,
      lifetimeMs: sessionLifetimeMs,
    });
    return { code, expiresAt: codeExpiresAt };
  }

  /** Turns a code into a session of the host that it was made for. */
  async redeem(code: string, label: string, workspaceId: string, target: GatewayTarget): Promise<Admission> {
    const session = await this.#options.sessions.redeem({ codeHash: hashCode(code), workspaceId, target });
    if (!session) return { admitted: false, reason: 'no-session' };
    const { id: sessionId, userRef } = session;
    const claims = { sessionId, userRef, workspaceId, target, label, issuedAt: 0, expiresAt: 0 };
    return asAdmission(await this.check(claims));
  }

  /** Whether the bearer of these cookies may pass to the host of this label. */
  async admit(cookieHeader: string | undefined, label: string): Promise<Admission> {
    const token = sessionCookie(cookieHeader);
    const claims = token && (await this.#verifier.verify(token));
    if (!claims || claims.label !== label) return { admitted: false, reason: 'no-session' };
    if (this.#isFresh(claims)) return { admitted: true, claims };
    const renewed = this.#renewed.get(claims.sessionId);
    if (renewed && this.#isFresh(renewed.claims)) return asAdmission(renewed);
    const outcome = await this.check(claims);
    const believable = claims.expiresAt > this.#options.clock.now();
    if ('reason' in outcome && outcome.reason === 'unavailable' && believable) return { admitted: true, claims };
    return asAdmission(outcome);
  }

  /** Asks session store, permission and workspace; at most once at a time per session. */
  check(claims: SessionClaims): Promise<Renewal | Refusal> {
    let checking = this.#checking.get(claims.sessionId);
    if (!checking) {
      checking = this.#check(claims).finally(() => this.#checking.delete(claims.sessionId));
      this.#checking.set(claims.sessionId, checking);
    }
    return checking;
  }

  /** Claims issued up to now for the workspace or user are no longer believed unseen. */
  distrust(workspaceOrUser: string): void {
    this.#distrusted.set(workspaceOrUser, this.#options.clock.now());
  }

  #isFresh(claims: SessionClaims): boolean {
    const halfLife = (claims.issuedAt + claims.expiresAt) / 2;
    const distrustedAt = Math.max(
      this.#distrusted.get(claims.workspaceId) ?? -1,
      this.#distrusted.get(claims.userRef) ?? -1,
    );
    return this.#options.clock.now() < halfLife && distrustedAt < claims.issuedAt;
  }

  async #check(claims: SessionClaims): Promise<Renewal | Refusal> {
    const { sessions, getWorkspace, authorizeOpen, keys, clock, limits, logger } = this.#options;
    const issuedAt = clock.now();
    try {
      const [grant, workspace] = await Promise.all([
        sessions.grantOf(claims.sessionId),
        getWorkspace(claims.workspaceId),
      ]);
      if (!grant) return { reason: 'ended' };
      if (!workspace || !isUp(workspace)) return { reason: 'not-running', phase: workspace?.phase ?? 'gone' };
      const permitted = await authorizeOpen(claims.userRef, claims.workspaceId, grant);
      if (!permitted || !isOpenable(workspace, claims.target)) return { reason: 'ended' };
      const renewedClaims = { ...claims, issuedAt, expiresAt: issuedAt + limits.claimsLifetimeMs };
      const renewal = { claims: renewedClaims, token: await signClaims(renewedClaims, keys.signing) };
      this.#renewed.set(claims.sessionId, renewal);
      return renewal;
    } catch (error) {
      logger.warn(`Session of workspace '${claims.workspaceId}' could not be checked: ${error}`);
      return { reason: 'unavailable' };
    }
  }
}

/** Whether the workspace has such a target: its IDE, or a port that its devcontainer declares. */
export function isOpenable(workspace: WorkspaceRecord, target: GatewayTarget): boolean {
  return target === 'ide' || workspace.spec.plan.ports.some(({ port }) => target === `port/${port}`);
}

function asAdmission(outcome: Renewal | Refusal): Admission {
  return 'reason' in outcome
    ? { admitted: false, ...outcome }
    : { admitted: true, claims: outcome.claims, setCookie: setSessionCookie(outcome.token) };
}

function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}
