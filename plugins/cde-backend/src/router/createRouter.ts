import type { HttpAuthService } from '@backstage/backend-plugin-api';
import express, { type Request, type Response, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { middleware as openApiValidator } from 'express-openapi-validator';
import { operationsOf, readApiDocument } from '../schema';
import type { Caller } from '../service';
import { describeRefusal, explainUnavailable, hideUnreadable } from './errors';

/** Answers one operation; what it returns becomes the JSON body, unless it has answered itself. */
export type Handler = (
  caller: Caller,
  req: Request,
  res: Response,
) => Promise<unknown>;

/** Handlers by the document's operation ids. */
export type Handlers = Record<string, Handler>;

/** The same for operations of other plugins' backends (`x-principals: [service]`); no user may call them. */
export type ServiceHandlers = Record<
  string,
  (req: Request) => Promise<unknown>
>;

/** No request of this API is larger, but where the document says so (`x-body-limit`). */
const BODY_LIMIT = '64kb';

/**
 * Makes the routes from the API's document: what it does not describe does not exist, and what it
 * describes needs a handler.
 * @param options - `checkResponses` makes answers that do not fit the document fail, for tests
 */
export async function createRouter(options: {
  handlers: Handlers;
  serviceHandlers?: ServiceHandlers;
  httpAuth: HttpAuthService;
  /** Refuses callers for whom nothing here is. @throws NotAllowedError */
  admit: (caller: Caller) => Promise<void>;
  checkResponses?: boolean;
}): Promise<Router> {
  const { handlers, serviceHandlers = {}, checkResponses = false } = options;
  const document = readApiDocument();
  const operations = operationsOf(document);
  const known = operations.map(({ operationId }) => operationId);
  const strays = Object.keys({ ...handlers, ...serviceHandlers }).filter(
    id => !known.includes(id),
  );
  if (strays.length > 0) {
    throw new Error(
      `The API's document does not describe ${strays.join(', ')}`,
    );
  }

  const router = PromiseRouter();
  router.get('/openapi.json', async (_, res) => {
    res.json(document);
  });
  for (const { path, method, 'x-body-limit': limit } of operations) {
    if (limit) {
      router[method](routeOf(path), express.json({ limit }));
    }
  }
  router.use(express.json({ limit: BODY_LIMIT }));
  router.use(
    openApiValidator({
      apiSpec: JSON.parse(JSON.stringify(document)),
      validateRequests: { allowUnknownQueryParameters: false, allErrors: true },
      validateResponses: checkResponses,
      validateSecurity: false,
      validateFormats: false,
      ignoreUndocumented: true,
      useRequestUrl: true,
    }),
  );
  const { asService, asUser } = answerers(options, {
    handlers,
    serviceHandlers,
  });
  for (const operation of operations) {
    const forServices = operation['x-principals']?.includes('service');
    const answer = (forServices ? asService : asUser)(operation.operationId);
    const [status] = Object.keys(operation.responses);
    router[operation.method](routeOf(operation.path), async (req, res) => {
      const body = await answer(req, res);
      if (!res.headersSent) {
        res.status(Number(status)).json(body);
      }
    });
  }
  router.use(hideUnreadable);
  router.use(describeRefusal);
  router.use(explainUnavailable);
  return router;
}

/** Express's way to write a path of the document. */
function routeOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** What answers an operation, after the check of who asks. */
function answerers(
  {
    httpAuth,
    admit,
  }: {
    httpAuth: HttpAuthService;
    admit: (caller: Caller) => Promise<void>;
  },
  known: { handlers: Handlers; serviceHandlers: ServiceHandlers },
) {
  const pick = <T>(from: Record<string, T>, operationId: string): T => {
    const handler = from[operationId];
    if (!handler) {
      throw new Error(
        `The operation '${operationId}' of the API's document has no handler`,
      );
    }
    return handler;
  };
  return {
    asUser: (operationId: string) => {
      const handler = pick(known.handlers, operationId);
      return async (req: Request, res: Response) => {
        const credentials = await httpAuth.credentials(req, {
          allow: ['user'],
        });
        const caller = { credentials, request: req };
        await admit(caller);
        return handler(caller, req, res);
      };
    },
    asService: (operationId: string) => {
      const handler = pick(known.serviceHandlers, operationId);
      return async (req: Request) => {
        await httpAuth.credentials(req, { allow: ['service'] });
        return handler(req);
      };
    },
  };
}
