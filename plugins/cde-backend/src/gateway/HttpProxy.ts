import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Activity } from './Activity';
import type { Exchanges } from './Exchanges';
import { isNavigation } from './origins';
import { Transfer } from './Transfer';
import type { AdmittedRequest, TransferOptions } from './Transfer';

interface HttpProxyOptions extends TransferOptions {
  exchanges: Exchanges;
  activity: Activity;
}

/** Passes requests to pods and answers back, both ways as fast as the slower side takes them. */
export class HttpProxy {
  readonly #options: HttpProxyOptions;

  constructor(options: HttpProxyOptions) {
    this.#options = options;
  }

  forward(request: IncomingMessage, response: ServerResponse, admitted: AdmittedRequest): void {
    const { exchanges, answers, activity } = this.#options;
    const { claims } = admitted;
    const transfer = new Transfer(request, response, admitted, this.#options);
    if (!exchanges.begin(transfer)) {
      answers.send(request, response, answers.tooMany(claims.workspaceId));
      return;
    }
    response.once('close', () => {
      exchanges.end(transfer);
      transfer.clientGone();
    });
    if (claims.target !== 'ide' && isUse(request)) activity.note(claims.workspaceId);
    transfer.start();
  }
}

/** Pages that are opened and changes that are made; what a page fetches by itself does not count. */
function isUse(request: IncomingMessage): boolean {
  const { method = 'GET', headers } = request;
  return isNavigation(method, headers) || !['GET', 'HEAD', 'OPTIONS'].includes(method);
}
