import type { HttpAuthService } from '@backstage/backend-plugin-api';
import express, { type Request, type Response, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { middleware as openApiValidator } from 'express-openapi-validator';
import { operationsOf, readApiDocument } from '../schema';
import type { Caller } from '../service';
import { describeRefusal, explainUnavailable } from './errors';

/** Answers one operation; what it returns becomes the JSON body, unless it has answered itself. */
export type Handler = (
  caller: Caller,
  req: Request,
  res: Response,
) => Promise<unknown>;

/** Handlers by the document's operation ids. */
export type Handlers = Record<string, Handler>;

/** No request of this API is larger. */
const BODY_LIMIT = '64kb';

/**
 * Makes the routes from the API's document: what it does not describe does not exist, and what it
 * describes needs a handler.
 * @param options - `checkResponses` makes answers that do not fit the document fail, for tests
 */
export async function createRouter(options: {
  handlers: Handlers;
  httpAuth: HttpAuthService;
  checkResponses?: boolean;
}): Promise<Router> {
  const { handlers, httpAuth, checkResponses = false } = options;
  const document = readApiDocument();
  const operations = operationsOf(document);
  const known = operations.map(({ operationId }) => operationId);
  const strays = Object.keys(handlers).filter(id => !known.includes(id));
  if (strays.length > 0) {
    throw new Error(
      `The API's document does not describe ${strays.join(', ')}`,
    );
  }

  const router = PromiseRouter();
  router.get('/openapi.json', async (_, res) => {
    res.json(document);
  });
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
  for (const { path, method, operationId, responses } of operations) {
    const handler = handlers[operationId];
    if (!handler) {
      throw new Error(
        `The operation '${operationId}' of the API's document has no handler`,
      );
    }
    const [status] = Object.keys(responses);
    router[method](path.replaceAll(/\{(\w+)\}/g, ':$1'), async (req, res) => {
      const credentials = await httpAuth.credentials(req, { allow: ['user'] });
      const body = await handler({ credentials, request: req }, req, res);
      if (!res.headersSent) {
        res.status(Number(status)).json(body);
      }
    });
  }
  router.use(describeRefusal);
  router.use(explainUnavailable);
  return router;
}
