import {
  mockCredentials,
  mockServices,
  registerMswTestHooks,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { parse } from 'yaml';
import { CdeBackend } from './CdeBackend';
import { createCreateWorkspaceAction } from './createWorkspace';

const ENTITY = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments', namespace: 'default' },
};

describe('cde:workspace:create', () => {
  const server = setupServer();
  registerMswTestHooks(server);

  const catalog = catalogServiceMock.mock();
  const action = createCreateWorkspaceAction({
    backend: new CdeBackend({
      auth: mockServices.auth(),
      discovery: mockServices.discovery(),
    }),
    catalog,
    portalUrl: 'http://portal',
    componentWaitMs: 2_500,
  });
  const context = (input: object, more: object = {}) =>
    Object.assign(
      createMockActionContext({
        input: { ...input },
        workspacePath: '/nowhere',
      }),
      {
        task: { id: 'task-1' },
        step: { id: 'workspace' },
        logger: mockServices.logger.mock(),
        getInitiatorCredentials: async () =>
          mockCredentials.user('user:default/ada'),
        ...more,
      },
    );

  let requests: Array<{
    body: unknown;
    key: string | null;
    authorization: string | null;
  }>;
  let answers: Response[];
  beforeEach(() => {
    requests = [];
    answers = [];
    catalog.getEntityByRef.mockReset().mockResolvedValue(ENTITY);
    server.use(
      http.post(
        'http://localhost:0/api/cde/workspaces',
        async ({ request }) => {
          requests.push({
            body: await request.json(),
            key: request.headers.get('idempotency-key'),
            authorization: request.headers.get('authorization'),
          });
          return (
            answers.shift() ??
            HttpResponse.json(
              { id: 'id-1', name: 'payments-main' },
              { status: 201 },
            )
          );
        },
      ),
    );
  });

  it('creates as the initiator and gives id, name and link', async () => {
    const input = {
      component: 'component:default/payments',
      ref: { type: 'branch', name: 'main' },
      parameters: { size: 2, debug: true, greeting: 'hello' },
    };
    const ctx = context(input);
    await action.handler(ctx);
    expect(requests).toHaveLength(1);
    expect(requests[0].body).toEqual(input);
    expect(requests[0].authorization).toBe(
      mockCredentials.service.header({
        onBehalfOf: mockCredentials.user('user:default/ada'),
        targetPluginId: 'cde',
      }),
    );
    expect(ctx.output).toHaveBeenCalledWith('workspaceId', 'id-1');
    expect(ctx.output).toHaveBeenCalledWith('name', 'payments-main');
    expect(ctx.output).toHaveBeenCalledWith(
      'url',
      'http://portal/workspaces/id-1',
    );
    expect(ctx.output).toHaveBeenCalledWith(
      'openUrl',
      'http://portal/workspaces/id-1/launch',
    );
  });

  it('uses one key for one step of one task, and another for another', async () => {
    const input = { repositoryUrl: 'http://git/x' };
    for (const more of [
      {},
      {},
      { step: { id: 'other' } },
      { task: { id: 'task-2' } },
    ]) {
      await action.handler(context(input, more));
    }
    // What `each` makes of one step.
    await action.handler(context({ repositoryUrl: 'http://git/y' }));
    const keys = requests.map(({ key }) => key);
    expect(keys[0]).toMatch(/^scaffolder-[0-9a-f]{64}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(4);
    expect(catalog.getEntityByRef).not.toHaveBeenCalled();
  });

  it('does not create again what a checkpoint remembers', async () => {
    const ctx = context(
      { component: 'payments' },
      { checkpoint: async () => ({ id: 'id-0', name: 'earlier' }) },
    );
    await action.handler(ctx);
    expect(requests).toEqual([]);
    expect(ctx.output).toHaveBeenCalledWith('workspaceId', 'id-0');
  });

  it('waits for a component that was just registered', async () => {
    catalog.getEntityByRef.mockResolvedValueOnce(undefined);
    await action.handler(context({ component: 'payments' }));
    expect(catalog.getEntityByRef).toHaveBeenCalledTimes(2);
    expect(requests).toHaveLength(1);
  });

  it('tries again while the backend is unavailable', async () => {
    answers = Array.from({ length: 6 }, () =>
      HttpResponse.json(
        {},
        { status: 503, headers: { 'Retry-After': '0.01' } },
      ),
    );
    await action.handler(context({ component: 'payments' }));
    expect(requests).toHaveLength(7);
    expect(new Set(requests.map(({ key }) => key)).size).toBe(1);
  });

  it("fails with the backend's words", async () => {
    const error = {
      name: 'InputError',
      message: "There is no branch 'x'. Did you mean 'y'?",
    };
    answers = [
      HttpResponse.json(
        { error, response: { statusCode: 400 } },
        { status: 400 },
      ),
    ];
    await expect(
      action.handler(context({ component: 'payments' })),
    ).rejects.toThrow(/Did you mean 'y'/);
    await expect(action.handler(context({}))).rejects.toThrow(
      /'component' or a 'repositoryUrl'/,
    );
  });

  it("lets the task go on where the template says so, with the backend's words", async () => {
    const error = {
      name: 'ConflictError',
      message: 'Your quota leaves no room: 1 of 1 workspaces. Delete one',
    };
    const refusal = () =>
      HttpResponse.json(
        { error, response: { statusCode: 409 } },
        { status: 409 },
      );
    answers = [refusal(), refusal()];
    const ctx = context({ component: 'payments', onFailure: 'continue' });
    await action.handler(ctx);
    expect((ctx.output as jest.Mock).mock.calls).toEqual([
      ['workspaceError', error.message],
    ]);
    expect(ctx.logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/leaves no room.*component's page/),
    );
    expect(requests[0].body).toEqual({ component: 'payments' });
    await expect(
      action.handler(context({ component: 'payments', onFailure: 'fail' })),
    ).rejects.toThrow(error.message);
  });

  it('says that the sign-in has ended', async () => {
    answers = [HttpResponse.json({}, { status: 401 })];
    await expect(
      action.handler(context({ component: 'payments' })),
    ).rejects.toThrow(/sign-in .* has ended.*Sign in again/);
  });

  it.each(['fail', 'continue'])(
    'stops waiting when the task is cancelled (%s)',
    async onFailure => {
      catalog.getEntityByRef.mockResolvedValue(undefined);
      const signal = AbortSignal.timeout(50);
      const input = { component: 'payments', onFailure };
      await expect(action.handler(context(input, { signal }))).rejects.toThrow(
        /abort/i,
      );
      expect(requests).toEqual([]);
    },
  );

  it('makes nothing in a dry run', async () => {
    const ctx = context({ component: 'payments' }, { isDryRun: true });
    await action.handler(ctx);
    expect(requests).toEqual([]);
    expect(ctx.output).toHaveBeenCalledWith('workspaceId', 'dry-run');
  });

  it('has examples that fit its schema', () => {
    expect(action.examples).toHaveLength(4);
    const { properties } = action.schema!.input as { properties: object };
    for (const { example } of action.examples!) {
      const [step] = parse(example).steps;
      expect(step.action).toBe(action.id);
      expect(Object.keys(properties)).toEqual(
        expect.arrayContaining(Object.keys(step.input)),
      );
    }
  });
});
