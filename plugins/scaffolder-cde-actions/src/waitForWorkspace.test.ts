import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import type {
  TimelineEvent,
  Workspace,
} from '@backstage-cde/plugin-cde-common';
import { parse } from 'yaml';
import { createWaitForWorkspaceAction } from './waitForWorkspace';

const CREDENTIALS = mockCredentials.user('user:default/ada');
const AWAY = new ServiceUnavailableError('It does not answer');

const workspace = (more: Partial<Workspace>) =>
  ({
    name: 'payments-main',
    desired: 'running',
    phase: 'Starting',
    run: 2,
    ...more,
  } as Workspace);
const event = (id: number, more: Partial<TimelineEvent> = {}) =>
  ({ id, run: 2, step: 'clone', state: 'succeeded', ...more } as TimelineEvent);

describe('cde:workspace:wait', () => {
  const backend = { workspace: jest.fn(), timeline: jest.fn() };
  const action = createWaitForWorkspaceAction({
    backend,
    portalUrl: 'http://portal',
    pollMs: 1,
  });
  const context = (input: object = {}, more: object = {}) =>
    Object.assign(
      createMockActionContext({
        input: { workspaceId: 'id-1', ...input },
        workspacePath: '/nowhere',
      }),
      {
        getInitiatorCredentials: async () => CREDENTIALS,
        logger: mockServices.logger.mock(),
        ...more,
      },
    );
  const logged = (ctx: ReturnType<typeof context>, level: 'info' | 'warn') =>
    (ctx.logger[level] as jest.Mock).mock.calls.map(([text]) => text);

  beforeEach(() => {
    backend.workspace.mockReset();
    backend.timeline.mockReset().mockResolvedValue([]);
  });

  it("writes the start's timeline into the log, once, until it is ready", async () => {
    backend.workspace
      .mockResolvedValueOnce(workspace({ phase: 'Pending' }))
      .mockResolvedValueOnce(workspace({}))
      .mockResolvedValue(workspace({ phase: 'Running' }));
    backend.timeline
      .mockResolvedValueOnce([
        event(3, { run: 1, detail: 'of an earlier start' }),
        event(7, { state: 'started', detail: 'http://git/x' }),
      ])
      .mockResolvedValueOnce([])
      .mockResolvedValueOnce([event(8, { detail: 'main', durationMs: 1500 })]);
    const ctx = context();
    await action.handler(ctx);
    expect(logged(ctx, 'info')).toEqual([
      '… Repository: http://git/x',
      '✓ Repository: main (1.5 s)',
      "The workspace 'payments-main' is ready: http://portal/workspaces/id-1/launch",
    ]);
    expect(backend.timeline.mock.calls.map(([, after]) => after)).toEqual([
      0, 7, 7,
    ]);
    expect(backend.workspace).toHaveBeenCalledWith(
      'id-1',
      expect.objectContaining({ credentials: CREDENTIALS }),
    );
    expect(Object.fromEntries((ctx.output as jest.Mock).mock.calls)).toEqual({
      url: 'http://portal/workspaces/id-1',
      openUrl: 'http://portal/workspaces/id-1/launch',
    });
  });

  it('says once what it waits for', async () => {
    const cause = {
      reason: 'NoRoom',
      message: 'The node is full.',
      cure: 'Stop a workspace.',
    };
    backend.workspace
      .mockResolvedValueOnce(workspace({ phase: 'Pending', cause }))
      .mockResolvedValueOnce(workspace({ phase: 'Pending', cause }))
      .mockResolvedValue(workspace({ phase: 'Running' }));
    const ctx = context();
    await action.handler(ctx);
    expect(logged(ctx, 'warn')).toEqual([
      'Waiting: The node is full. Stop a workspace',
    ]);
  });

  it('waits on while the backend is away', async () => {
    backend.workspace
      .mockRejectedValueOnce(AWAY)
      .mockResolvedValueOnce(workspace({}))
      .mockResolvedValue(workspace({ phase: 'Running' }));
    backend.timeline
      .mockRejectedValueOnce(AWAY)
      .mockResolvedValue([event(1, { detail: 'main' })]);
    const ctx = context();
    await action.handler(ctx);
    expect(logged(ctx, 'warn')).toEqual(['It does not answer']);
    expect(logged(ctx, 'info')[0]).toBe('✓ Repository: main');
  });

  it.each([
    [
      'has failed',
      {
        phase: 'Failed',
        cause: {
          reason: 'ImagePullBackOff',
          message: 'There is no image x',
          cure: 'Name another',
        },
      },
      /'payments-main' could not be started. There is no image x. Name another/,
    ],
    ['was stopped', { desired: 'stopped' }, /was stopped.*cde:workspace:start/],
    ['was deleted', { desired: 'deleted' }, /was deleted.*Make another one/],
  ])('ends with the cause when it %s', async (_, more, message) => {
    backend.workspace.mockResolvedValue(workspace(more as Partial<Workspace>));
    await expect(action.handler(context())).rejects.toThrow(message);
  });

  it('ends for one that does not exist, or is gone', async () => {
    backend.workspace.mockRejectedValue(
      new NotFoundError("There is no workspace 'id-1'"),
    );
    await expect(action.handler(context())).rejects.toThrow(
      "There is no workspace 'id-1'",
    );
  });

  it('ends after its time, saying where it stands', async () => {
    const cause = { reason: 'x', message: 'The image is being pulled' };
    backend.workspace.mockResolvedValue(workspace({ cause }));
    await expect(
      action.handler(context({ timeout: { seconds: 0.02 } })),
    ).rejects.toThrow(
      /not ready within 0.0 s: Starting: The image is being pulled.*http:\/\/portal\/workspaces\/id-1/,
    );
  });

  it('lets the task go on where the template says so', async () => {
    backend.workspace.mockResolvedValue(workspace({ phase: 'Failed' }));
    const ctx = context({ onFailure: 'continue' });
    await action.handler(ctx);
    expect(ctx.output).toHaveBeenCalledWith(
      'workspaceError',
      "The workspace 'payments-main' could not be started. Its page says why",
    );
  });

  it('ends when the task is cancelled', async () => {
    backend.workspace.mockResolvedValue(workspace({}));
    const signal = AbortSignal.timeout(30);
    await expect(
      action.handler(context({ onFailure: 'continue' }, { signal })),
    ).rejects.toThrow(/abort/i);
  });

  it('waits for nothing in a dry run', async () => {
    const ctx = context({}, { isDryRun: true });
    await action.handler(ctx);
    expect(backend.workspace).not.toHaveBeenCalled();
    expect(ctx.output).toHaveBeenCalledWith(
      'openUrl',
      'http://portal/workspaces/id-1/launch',
    );
  });

  it('has examples that fit its schema', () => {
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
