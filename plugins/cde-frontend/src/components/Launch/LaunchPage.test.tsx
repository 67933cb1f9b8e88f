import { ConflictError } from '@backstage/errors';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { browser } from '../../lib/browser';
import {
  FakeCdeApi,
  GOOD_START,
  OPTIONS,
  aWorkspace,
  someEvents,
} from '../../__testUtils__';
import type { EventSketch } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { HandoffPage } from './HandoffPage';
import { LaunchPage } from './LaunchPage';

const ID = aWorkspace().id;
const IDE = 'http://ide.localhost:3001/?code=once';

const renderLaunch = (api: FakeCdeApi) =>
  renderPage(<LaunchPage />, api, {
    mountPath: '/workspaces/:id/launch',
    at: `/workspaces/${ID}/launch`,
  });

const FAILED_COMMAND: EventSketch[] = [
  ...GOOD_START.slice(0, 10),
  [
    'postCreateCommand',
    'failed',
    8700,
    {
      detail: 'npm ci',
      cause: {
        reason: 'LifecycleFailed',
        message: 'npm ci ended with exit code 1.',
      },
      tail: 'npm error ERESOLVE\n',
    },
  ],
  ['ide', 'succeeded', 10_000],
];

describe('LaunchPage', () => {
  const leave = jest.spyOn(browser, 'leaveFor').mockImplementation(() => {});
  const copy = jest.spyOn(browser, 'copy').mockResolvedValue();
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    jest.clearAllMocks();
    api = new FakeCdeApi();
  });

  it('becomes the IDE of a workspace that runs', async () => {
    api.workspaces = [aWorkspace()];
    renderLaunch(api);
    await waitFor(() => expect(leave).toHaveBeenCalledWith(IDE));
    expect(api.callsOf('openWorkspace')).toHaveLength(1);
  });

  it('shows what happens, and becomes the IDE by itself', async () => {
    api.workspaces = [
      aWorkspace({ phase: 'Starting', startedAt: new Date().toISOString() }),
    ];
    api.events[ID] = someEvents(GOOD_START.slice(0, 10));
    const { signals } = renderLaunch(api);

    const list = await screen.findByRole('list', {
      name: 'Steps of the start',
    });
    expect(
      within(list)
        .getByText(/^Repository/)
        .closest('li'),
    ).toHaveTextContent(/done.*main @ 3f2c1ab.*1.4.s/);
    expect(
      within(list)
        .getByText(/^postCreateCommand/)
        .closest('li'),
    ).toHaveTextContent(/going on.*npm ci/);
    expect(within(list).getByText(/^IDE/).closest('li')).toHaveTextContent(
      'to come',
    );
    expect(
      screen.getByRole('progressbar', { name: 'Progress of the start' }),
    ).toHaveAttribute('aria-valuetext', expect.stringMatching(/of about 12.s/));
    expect(leave).not.toHaveBeenCalled();

    api.change(ID, { phase: 'Running' });
    api.events[ID] = someEvents(GOOD_START);
    await signals.announce({ type: 'workspace-changed', id: ID });
    await waitFor(() => expect(leave).toHaveBeenCalledWith(IDE));
    expect(api.callsOf('openWorkspace')).toHaveLength(1);
  });

  it('lets one read a log as it is written', async () => {
    api.workspaces = [aWorkspace({ phase: 'Starting' })];
    api.events[ID] = someEvents(GOOD_START.slice(0, 10));
    api.logs.postCreateCommand = 'added 1 package\n';
    renderLaunch(api);
    await user.click(
      await screen.findByRole('button', { name: 'Log of postCreateCommand' }),
    );
    expect(
      await screen.findByRole('log', { name: /^Log of/ }),
    ).toHaveTextContent('added 1 package');
    expect(
      screen.getByRole('button', { name: 'Log of postCreateCommand' }),
    ).toHaveAttribute('aria-expanded', 'true');
  });

  it.each(['Stopped', 'Failed'] as const)(
    'never starts what is %s unless asked',
    async phase => {
      api.workspaces = [aWorkspace({ phase })];
      renderLaunch(api);
      const start = await screen.findByRole('button', {
        name: phase === 'Stopped' ? 'Start and open' : 'Try again',
      });
      expect(api.callsOf('startWorkspace')).toEqual([]);
      expect(api.callsOf('openWorkspace')).toEqual([]);

      await user.click(start);
      expect(api.callsOf('startWorkspace')).toEqual([[ID]]);
      expect(
        await screen.findByRole('progressbar', {
          name: 'Progress of the start',
        }),
      ).toBeInTheDocument();
    },
  );

  it('says what failed, why and what to do, keeps the log and makes a report', async () => {
    const cause = {
      reason: 'BranchNotFound',
      message: 'The repository has no branch "x".',
      cure: 'Push it, then try again.',
    };
    api.workspaces = [aWorkspace({ phase: 'Failed', cause })];
    api.events[ID] = someEvents([
      ...GOOD_START.slice(0, 6),
      ['clone', 'failed', 2400, { cause, tail: 'fatal: no such ref\n' }],
    ]);
    renderLaunch(api);
    expect(
      await screen.findByText('The start failed at: Repository'),
    ).toBeVisible();
    expect(screen.getByText('The repository has no branch "x".')).toBeVisible();
    expect(screen.getByText('Push it, then try again.')).toBeVisible();
    expect(
      await screen.findByRole('log', { name: /^Log of/ }),
    ).toHaveTextContent('fatal: no such ref');

    await user.click(screen.getByRole('button', { name: 'Copy report' }));
    expect(copy).toHaveBeenCalledWith(
      expect.stringContaining('fatal: no such ref'),
    );
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeVisible();
  });

  it('stays after a failed command with its last lines, and opens anyway when asked', async () => {
    api.workspaces = [aWorkspace()];
    api.events[ID] = someEvents(FAILED_COMMAND);
    renderLaunch(api);
    expect(
      await screen.findByText(
        'A command of the devcontainer has failed: postCreateCommand',
      ),
    ).toBeVisible();
    expect(
      await screen.findByRole('log', { name: /^Log of/ }),
    ).toHaveTextContent('npm error ERESOLVE');
    expect(leave).not.toHaveBeenCalled();

    await user.click(screen.getByRole('button', { name: 'Open anyway' }));
    await waitFor(() => expect(leave).toHaveBeenCalledWith(IDE));
  });

  it('offers to open anyway only when the IDE is ready', async () => {
    api.workspaces = [aWorkspace({ phase: 'Starting' })];
    api.events[ID] = someEvents(FAILED_COMMAND.slice(0, -1));
    renderLaunch(api);
    expect(
      await screen.findByRole('button', { name: 'Open anyway' }),
    ).toBeDisabled();
  });

  it('does not stop whoever knows of the failed command already', async () => {
    api.workspaces = [
      aWorkspace({
        startedAt: '2026-11-02T09:30:00Z',
        lastUsedAt: '2026-11-02T09:40:00Z',
      }),
    ];
    api.events[ID] = someEvents(FAILED_COMMAND);
    renderLaunch(api);
    await waitFor(() => expect(leave).toHaveBeenCalledWith(IDE));
  });

  it('tells why the IDE could not be opened, once, and tries again when asked', async () => {
    api.workspaces = [aWorkspace()];
    api.fail('openWorkspace', new ConflictError('It has just stopped.'));
    renderLaunch(api);
    expect(
      await screen.findByText('The IDE could not be opened'),
    ).toBeVisible();
    expect(api.callsOf('openWorkspace')).toHaveLength(1);

    api.fail('openWorkspace', undefined);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(leave).toHaveBeenCalledWith(IDE));
  });

  it('shows how far the cluster is while it is being prepared', async () => {
    api.workspaces = [aWorkspace({ phase: 'Pending' })];
    api.options = {
      ...OPTIONS,
      clusters: [
        {
          name: 'local',
          title: 'This machine',
          state: 'preparing',
          preparation: {
            phase: 'preparing',
            title: 'Building Kubernetes',
            step: 3,
            steps: 6,
            secondsLeft: 180,
          },
        },
      ],
    };
    renderLaunch(api);
    expect(
      await screen.findByText('Building Kubernetes: step 3 of 6'),
    ).toBeVisible();
  });

  it('can be cancelled', async () => {
    api.workspaces = [aWorkspace({ phase: 'Starting' })];
    renderLaunch(api);
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(api.callsOf('stopWorkspace')).toEqual([[ID]]);
    await waitFor(() =>
      expect(
        screen.queryByRole('button', { name: 'Cancel' }),
      ).not.toBeInTheDocument(),
    );
  });

  it('says that a workspace does not exist, or is not mine', async () => {
    renderLaunch(api);
    expect(
      await screen.findByText('This workspace cannot be shown'),
    ).toBeVisible();
    expect(screen.getByText(/belongs to somebody else/)).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'All workspaces' }),
    ).toHaveAttribute('href', '/workspaces');
  });

  it('keeps what it knows when the portal does not answer for a while', async () => {
    api.workspaces = [aWorkspace({ phase: 'Starting' })];
    const { signals } = renderLaunch(api);
    await screen.findByRole('progressbar', { name: 'Progress of the start' });
    api.fail('getWorkspace', new TypeError('Failed to fetch'));
    await signals.announce({ type: 'workspace-changed', id: ID });
    expect(await screen.findByText(/what you see may be older/)).toBeVisible();
    expect(
      screen.getByRole('progressbar', { name: 'Progress of the start' }),
    ).toBeInTheDocument();
  });
});

describe('HandoffPage', () => {
  const renderHandoff = () => renderPage(<HandoffPage />, new FakeCdeApi());

  afterEach(() => {
    window.location.hash = '';
  });

  it('goes on when the page that opened it says where to', async () => {
    renderHandoff();
    expect(
      await screen.findByText('Preparing your dev environment'),
    ).toBeVisible();
    act(() => {
      window.location.hash = `#${ID}`;
    });
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent(
        `/workspaces/${ID}/launch`,
      ),
    );
  });

  it.each(['#//evil.example', '#javascript:alert(1)', '#../../settings'])(
    'stays where it is for %s',
    async hash => {
      window.location.hash = hash;
      renderHandoff();
      expect(
        await screen.findByText('Preparing your dev environment'),
      ).toBeVisible();
      expect(screen.getByTestId('address')).toHaveTextContent(/^\/$/);
    },
  );
});
