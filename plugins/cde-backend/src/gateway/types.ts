import type { Duplex } from 'node:stream';
import type { OpenTicket } from '@backstage-cde/plugin-cde-common';
import type { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import type { KeyStore, WorkspaceRecord, WorkspaceStore } from '../workspaces';
import type { AuditJournal } from '../audit';
import type { GrantBasis } from '../permissions';
import type { GatewayLimits } from './limits';

/** What a host of the gateway leads to inside a workspace, as the agent's tunnel names it. */
export type GatewayTarget = 'ide' | `port/${number}`;

/** What a user can ask to open. */
export type OpenTarget = 'ide' | { port: number };

export interface GatewayConfig {
  listen: { host: string; port: number };
  /** Public origin; workspaces live at subdomains of its host. */
  baseUrl: string;
}

/** A clock in milliseconds since the epoch. */
export interface Clock {
  now(): number;
}

/** The session of a user in a workspace, as the signed cookie tells it. */
export interface SessionClaims {
  sessionId: string;
  userRef: string;
  workspaceId: string;
  target: GatewayTarget;
  /** First label of the host that it is good for. */
  label: string;
  /** Milliseconds since the epoch. */
  issuedAt: number;
  /** Milliseconds since the epoch: from then on the session has to be checked again. */
  expiresAt: number;
}

/** Why a session was allowed, and when. */
export interface SessionGrant {
  grantedBy: GrantBasis;
  /** Milliseconds since the portal gave the ticket. */
  ageMs: number;
}

/** Sign-ins to workspaces. All times are judged by the database's clock. */
export interface SessionStore {
  create(session: {
    codeHash: string;
    userRef: string;
    workspaceId: string;
    target: GatewayTarget;
    grantedBy: GrantBasis;
    codeLifetimeMs: number;
    lifetimeMs: number;
  }): Promise<{ id: string; codeExpiresAt: number }>;
  /** Uses up a code; `undefined` where it is unknown, used, too old, or for another host. */
  redeem(code: {
    codeHash: string;
    workspaceId: string;
    target: GatewayTarget;
  }): Promise<{ id: string; userRef: string } | undefined>;
  /** What a session rests on that was entered and is neither revoked nor over; else `undefined`. */
  grantOf(id: string): Promise<SessionGrant | undefined>;
  /** Ends sessions; their cookies are refused at the next check. */
  revoke(
    which: { workspaceId: string; userRef?: string } | { userRef: string; workspaceId?: string },
  ): Promise<void>;
  /** Removes what is over. */
  purge(): Promise<void>;
}

export interface GatewayOptions {
  config: GatewayConfig;
  /** Base URL of the portal's pages, for links back. */
  portalUrl: string;
  logger: LoggerService;
  auditor: AuditorService;
  /** Where entries and denials are kept for the portal's own view of them. */
  journal?: Pick<AuditJournal, 'append'>;
  keys: KeyStore;
  sessions: SessionStore;
  workspaces: Pick<WorkspaceStore, 'get' | 'touchActivity'>;
  /** Whether the user may still be in the workspace. */
  authorizeOpen(userRef: string, workspaceId: string, grant: SessionGrant): Promise<boolean>;
  /**
   * A raw byte connection to a target inside the workspace's pod. An error with the
   * `code` `refused` says that nothing listens there.
   */
  openTunnel(workspace: WorkspaceRecord, target: GatewayTarget): Promise<Duplex>;
  clock?: Clock;
  limits?: Partial<GatewayLimits>;
}

/** Whom to let in where, and why. */
export interface TicketRequest {
  workspaceId: string;
  userRef: string;
  target: OpenTarget;
  grantedBy: GrantBasis;
}

/** The listener between browsers and what runs inside workspaces. */
export interface Gateway {
  /** @throws where the address cannot be listened on, with the cure */
  start(): Promise<void>;
  /** Closes the listener and every connection; takes less than two seconds. */
  stop(): Promise<void>;
  /**
   * A link for one use that lets the user into the workspace. The caller has checked the permission.
   * @throws NotFoundError without such a workspace, InputError for a port that is not declared
   */
  issueTicket(request: TicketRequest): Promise<OpenTicket>;
  /** Closes what is open to the workspace, and checks its sessions anew: after stop, restart, delete. */
  closeWorkspace(workspaceId: string): void;
  /** Looks at once whether those in the workspace may still be there: after a share was changed. */
  recheckWorkspace(workspaceId: string): Promise<void>;
  /** Ends all sessions of a user, or those in one workspace, and closes their connections. */
  revokeUser(userRef: string, workspaceId?: string): Promise<void>;
}
