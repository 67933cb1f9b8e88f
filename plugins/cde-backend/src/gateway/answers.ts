import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { isNavigation } from './origins';
import { PAGE_HEADERS, renderPage } from './pages';
import type { Page } from './pages';
import type { Refusal } from './SessionGuard';
import { UpstreamError } from './Upstreams';

const STATUS_TEXTS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  414: 'URI Too Long',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

const NOBODY_THERE: Page = {
  status: 404,
  title: 'There is nothing at this address',
  text: 'The address belongs to no workspace. Open the workspace from the portal again.',
};

/** Words for what the gateway refuses or cannot do. Nothing in them comes from a pod or an error. */
export class Answers {
  readonly #portalUrl: string;

  constructor(portalUrl: string) {
    this.#portalUrl = portalUrl.replace(/\/+$/, '');
  }

  unknownHost(): Page {
    return NOBODY_THERE;
  }

  refused(refusal: Refusal, workspaceId: string): Page {
    const link = this.#toWorkspace(workspaceId);
    switch (refusal.reason) {
      case 'no-session':
        return {
          status: 401,
          title: 'Open this workspace from the portal',
          text: 'This browser is not signed in to the workspace. The portal lets you in: use "Open" on the page of the workspace.',
          link,
        };
      case 'ended':
        return {
          status: 403,
          title: 'Your session in this workspace is over',
          text: 'It ended after a while, or you may no longer open this workspace. Open it from the portal again.',
          link,
        };
      case 'not-running':
        return {
          status: 503,
          title: refusal.phase === 'gone' ? 'This workspace does not exist any more' : `This workspace is not running (${refusal.phase})`,
          text: 'It is started on its page in the portal; files on its volume are kept while it is stopped.',
          link,
        };
      default:
        return {
          status: 503,
          title: 'Your session could not be checked',
          text: 'The portal does not answer at the moment. This page tries again by itself.',
          link,
          retry: true,
        };
    }
  }

  usedCode(workspaceId: string): Page {
    return {
      status: 403,
      title: 'This link has been used or is too old',
      text: 'A link into a workspace is good for one use within half a minute. Open the workspace from the portal again.',
      link: this.#toWorkspace(workspaceId),
    };
  }

  foreign(workspaceId: string): Page {
    return {
      status: 403,
      title: 'Another site asked for this',
      text: 'Only pages of the workspace itself may send this request.',
      link: this.#toWorkspace(workspaceId),
    };
  }

  tooMany(workspaceId: string): Page {
    return {
      status: 429,
      title: 'Too many requests at once',
      text: 'This user or workspace has as many connections open as are allowed. Close some pages of it and try again.',
      link: this.#toWorkspace(workspaceId),
    };
  }

  upstream(error: unknown, workspaceId: string, target: string): Page {
    const link = this.#toWorkspace(workspaceId);
    const code = error instanceof UpstreamError ? error.code : 'unreachable';
    if (code === 'not-running') return this.refused({ reason: 'not-running', phase: 'Stopped' }, workspaceId);
    if (code === 'refused' && target !== 'ide') {
      return {
        status: 502,
        title: `Nothing listens on port ${target.slice('port/'.length)} yet`,
        text: 'Start your program in the workspace and let it listen on this port. This page tries again by itself.',
        link,
        retry: true,
      };
    }
    return {
      status: 502,
      title: target === 'ide' ? 'The IDE does not answer yet' : 'The workspace does not answer',
      text: 'The connection into the workspace failed. This page tries again by itself; if that goes on, restart the workspace.',
      link,
      retry: true,
    };
  }

  badRequest(text: string, status = 400): Page {
    return { status, title: STATUS_TEXTS[status] ?? 'Bad Request', text };
  }

  /** A page for a person, JSON for a program. */
  send(request: IncomingMessage, response: ServerResponse, page: Page): void {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const forPerson = isNavigation(request.method ?? 'GET', request.headers);
    const body = forPerson ? renderPage(page) : JSON.stringify({ error: page.title, message: page.text });
    response.writeHead(page.status, {
      ...PAGE_HEADERS,
      'Content-Type': forPerson ? 'text/html; charset=utf-8' : 'application/json',
      'Content-Length': Buffer.byteLength(body),
      // The rest of a request that is not served is not waited for.
      ...(request.complete || !hasBody(request) ? {} : { Connection: 'close' }),
    });
    response.end(body);
  }

  /** The same on a connection that wanted to become a websocket. */
  sendRaw(socket: Duplex, page: Page): void {
    const body = JSON.stringify({ error: page.title, message: page.text });
    socket.end(
      [
        `HTTP/1.1 ${page.status} ${STATUS_TEXTS[page.status] ?? 'Error'}`,
        'Connection: close',
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        '',
        body,
      ].join('\r\n'),
    );
    // A client that does not close its side is not waited for.
    setTimeout(() => socket.destroy(), 2_000).unref();
  }

  #toWorkspace(workspaceId: string) {
    return { href: `${this.#portalUrl}/workspaces/${workspaceId}`, label: 'Go to the workspace' };
  }
}

/** Whether a request comes with a body (RFC 9112 §6.3). */
export function hasBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}
