import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answers } from './answers';
import type { AuditTrail } from './AuditTrail';
import type { HostMeaning } from './hosts';
import { PAGE_HEADERS } from './pages';
import type { SessionGuard } from './SessionGuard';
import { workspaceFile, type WorkspaceRecord } from '../workspaces';
import type { GatewayTarget } from './types';

/** Where one-time codes are redeemed, on the workspace's own host. */
export const ENTER_PATH = '/_cde/enter';

interface EntranceOptions {
  guard: SessionGuard;
  answers: Answers;
  audit: AuditTrail;
  getWorkspace(id: string): Promise<WorkspaceRecord | undefined>;
}

type WorkspaceHost = Extract<HostMeaning, { kind: 'workspace' }>;

/** Lets people in: a one-time code becomes a session, and leaves the address bar. */
export class Entrance {
  readonly #options: EntranceOptions;

  constructor(options: EntranceOptions) {
    this.#options = options;
  }

  async enter(request: IncomingMessage, response: ServerResponse, host: WorkspaceHost, query: URLSearchParams): Promise<void> {
    const { guard, answers, audit } = this.#options;
    const { workspaceId, target, label } = host;
    const userAgent = request.headers['user-agent'];
    const seen = {
      workspaceId,
      target,
      address: request.socket.remoteAddress ?? 'unknown',
      ...(userAgent && { userAgent }),
    };
    if (request.method !== 'GET' || isPrefetch(request)) {
      answers.send(request, response, answers.badRequest('A workspace is entered by following its link.'));
      return;
    }
    const redeemed = await guard.redeem(query.get('code') ?? '', label, workspaceId, target);
    if (redeemed.admitted) {
      const workspace = await this.#options.getWorkspace(workspaceId);
      await audit.entered({ ...seen, ...(workspace && { workspaceName: workspace.name }), userRef: redeemed.claims.userRef });
      this.#welcome(response, target, workspace, redeemed.setCookie);
      return;
    }
    // Going back to the link, or reloading it: who is in already may go on.
    const present = await guard.admit(request.headers.cookie, label);
    if (present.admitted) {
      this.#welcome(response, target, await this.#options.getWorkspace(workspaceId), present.setCookie);
      return;
    }
    await audit.denied(redeemed.reason === 'no-session' ? 'The code is unknown, used or too old' : redeemed.reason, seen);
    const page = redeemed.reason === 'no-session' ? answers.usedCode(workspaceId) : answers.refused(redeemed, workspaceId);
    answers.send(request, response, page);
  }

  #welcome(response: ServerResponse, target: GatewayTarget, workspace: WorkspaceRecord | undefined, setCookie?: string) {
    response.writeHead(303, {
      ...PAGE_HEADERS,
      Location: landing(workspace, target),
      'Content-Length': 0,
      // The page that led here keeps no hold on the workspace's page, nor the other way round.
      'Cross-Origin-Opener-Policy': 'same-origin',
      ...(setCookie ? { 'Set-Cookie': setCookie } : {}),
    });
    response.end();
  }
}

/** Where the IDE or app begins; decided here, never by the link. */
function landing(workspace: WorkspaceRecord | undefined, target: GatewayTarget): string {
  if (target !== 'ide' || !workspace) return '/';
  const several = workspaceFile(workspace.spec);
  return several
    ? `/?workspace=${encodeURIComponent(several.path)}`
    : `/?folder=${encodeURIComponent(workspace.spec.plan.workspaceFolder)}`;
}

/** Fetched ahead of a click that may never come: the code would be gone. */
function isPrefetch({ headers }: IncomingMessage): boolean {
  return /prefetch|prerender/i.test(`${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''}`);
}
