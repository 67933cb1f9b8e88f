import {
  mockCredentials,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { parse } from 'yaml';
import { CdeBackend } from './CdeBackend';
import {
  createDeleteWorkspaceAction,
  createStartWorkspaceAction,
  createStopWorkspaceAction,
} from './changeWorkspace';

const NOT_FOUND = {
  error: { name: 'NotFoundError', message: "There is no workspace 'id-1'" },
  response: { statusCode: 404 },
};

const serverError = (message: string) =>
  HttpResponse.json(
    { error: { name: 'Error', message }, response: { statusCode: 500 } },
    { status: 500 },
  );

describe('changes of workspaces', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const options = {
    backend: new CdeBackend({
      auth: mockServices.auth(),
      discovery: mockServices.discovery(),
    }),
    portalUrl: 'http://portal',
  };
  const context = (more: object = {}) =>
    Object.assign(
      createMockActionContext({
        input: { workspaceId: 'id-1' },
        workspacePath: '/nowhere',
      }),
      {
        getInitiatorCredentials: async () =>
          mockCredentials.user('user:default/ada'),
        ...more,
      },
    );

  let requests: string[];
  let callers: Set<string | null>;
  let answer: (request: string) => Response;
  beforeEach(() => {
    requests = [];
    callers = new Set();
    answer = () => HttpResponse.json({ id: 'id-1', name: 'payments-main' });
    server.use(
      http.all('http://localhost:0/api/cde/*', ({ request }) => {
        const asked = `${request.method} ${new URL(request.url).pathname}`;
        requests.push(asked);
        callers.add(request.headers.get('authorization'));
        return answer(asked);
      }),
    );
  });

  const actions = {
    start: createStartWorkspaceAction(options),
    stop: createStopWorkspaceAction(options),
    delete: createDeleteWorkspaceAction(options),
  };
  const found = 'GET /api/cde/workspaces/id-1';

  it.each([
    ['start', 'POST /api/cde/workspaces/id-1/start'],
    ['stop', 'POST /api/cde/workspaces/id-1/stop'],
    ['delete', 'DELETE /api/cde/workspaces/id-1'],
  ] as const)(
    'cde:workspace:%s acts as the initiator',
    async (verb, change) => {
      const ctx = context();
      await actions[verb].handler(ctx);
      expect(actions[verb].id).toBe(`cde:workspace:${verb}`);
      expect(requests).toEqual([found, change]);
      expect([...callers]).toEqual([
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.user('user:default/ada'),
          targetPluginId: 'cde',
        }),
      ]);
      expect(ctx.output).toHaveBeenCalledWith('name', 'payments-main');
      expect(ctx.output).toHaveBeenCalledWith(
        'url',
        'http://portal/workspaces/id-1',
      );
    },
  );

  it.each(['start', 'stop', 'delete'] as const)(
    'cde:workspace:%s says that there is none',
    async verb => {
      answer = () => HttpResponse.json(NOT_FOUND, { status: 404 });
      await expect(actions[verb].handler(context())).rejects.toThrow(
        "There is no workspace 'id-1'",
      );
    },
  );

  it('is done when an interrupted try has deleted it', async () => {
    answer = asked =>
      asked === found
        ? HttpResponse.json({ name: 'payments-main' })
        : HttpResponse.json(NOT_FOUND, { status: 404 });
    await actions.delete.handler(context());
    expect(requests).toHaveLength(2);
    await expect(actions.stop.handler(context())).rejects.toThrow(
      'There is no workspace',
    );
  });

  it('does not start again what a checkpoint remembers', async () => {
    const checkpoint = async ({ key }: { key: string }) =>
      key.includes('.found.') ? { name: 'earlier' } : true;
    const ctx = context({ checkpoint });
    await actions.start.handler(ctx);
    expect(requests).toEqual([]);
    expect(ctx.output).toHaveBeenCalledWith('name', 'earlier');
  });

  it.each([
    ['does not answer', () => HttpResponse.error()],
    ['Broken', () => serverError('Broken')],
  ])(
    'tells a backend that is away from a refusal: %s',
    async (words, given) => {
      answer = given;
      const credentials = mockCredentials.user('user:default/ada');
      await expect(
        options.backend.workspace('id-1', { credentials, patienceMs: 0 }),
      ).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining(words),
      });
    },
  );

  it('says what the backend refuses', async () => {
    const error = { name: 'ConflictError', message: 'Your quota is used up' };
    answer = asked =>
      asked === found
        ? HttpResponse.json({ name: 'payments-main' })
        : HttpResponse.json(
            { error, response: { statusCode: 409 } },
            { status: 409 },
          );
    await expect(actions.start.handler(context())).rejects.toThrow(
      'Your quota is used up',
    );
  });

  it('changes nothing in a dry run, nor once the task is cancelled', async () => {
    await actions.delete.handler(context({ isDryRun: true }));
    expect(requests).toEqual([]);
    const signal = AbortSignal.abort();
    await expect(actions.delete.handler(context({ signal }))).rejects.toThrow(
      /abort/i,
    );
    expect(requests).not.toContain('DELETE /api/cde/workspaces/id-1');
  });

  it.each(Object.values(actions))('$id has fitting examples', action => {
    const { properties } = action.schema!.input as { properties: object };
    for (const { example } of action.examples!) {
      const [step] = parse(example).steps;
      expect(step.action).toBe(action.id);
      expect(Object.keys(step.input)).toEqual(Object.keys(properties));
    }
  });
});
