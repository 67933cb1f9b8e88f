import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { browser } from '../../lib/browser';
import {
  BROKEN_DEVCONTAINER,
  FakeCdeApi,
  GOOD_START,
  aWorkspace,
  someEvents,
} from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { WorkspacePage } from './WorkspacePage';

const ID = aWorkspace().id;

describe('WorkspacePage', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.workspaces = [aWorkspace({ run: 2 })];
    api.events[ID] = [
      ...someEvents(GOOD_START, { run: 1 }),
      ...someEvents(
        [['stop', 'started', 60_000, { actor: 'user:default/ana' }]],
        { run: 1, firstId: 50 },
      ),
      ...someEvents(GOOD_START, {
        run: 2,
        at: '2026-11-03T09:30:00.000Z',
        firstId: 100,
      }),
    ];
    api.logs = { postCreateCommand: '> npm ci\nadded 211 packages\n' };
  });

  const renderPart = (part = '') =>
    renderPage(<WorkspacePage />, api, {
      mountPath: '/workspaces/:id/*',
      at: `/workspaces/${ID}${part}`,
    });

  it('shows what it is, how it is, and what can be done', async () => {
    renderPart();
    expect(
      await screen.findByRole('heading', { name: 'payments-api-main' }),
    ).toBeVisible();
    expect(
      screen.getByText('main @ 3f2c1ab', { selector: ':not(span[title])' }),
    ).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'payments-api' })).toHaveAttribute(
      'href',
      '/catalog/default/component/payments-api',
    );
    expect(
      screen.getByRole('button', { name: 'Open: payments-api-main' }),
    ).toBeVisible();
    expect(
      screen.getByRole('button', {
        name: 'More actions for payments-api-main',
      }),
    ).toBeVisible();
  });

  it('lists further repositories, and shows the clone of each', async () => {
    const repository = {
      url: 'http://localhost:3002/acme/gift-cards.git',
      ref: { type: 'branch', name: 'main' } as const,
      commit: '9b1d0aa94d0c2f7c35f1b6f7f5f4a1d2c3b4a596',
    };
    const folder = '/workspaces/gift-cards';
    const component = 'component:default/gift-cards';
    api.workspaces = [
      aWorkspace({
        run: 3,
        additional: [
          { component, repository, folder },
          {
            repository: { ...repository, url: 'http://git.test/rules.git' },
            folder: '/workspaces/rules',
          },
        ],
      }),
    ];
    api.events[ID].push(
      ...someEvents(
        [
          [
            'clone',
            'succeeded',
            9,
            { subject: 'gift-cards', detail: 'main at 9b1d0aa' },
          ],
        ],
        { run: 3, firstId: 200 },
      ),
    );
    renderPart();
    const about = await screen.findByText('More repositories');
    const list = within(about.parentElement!);
    expect(list.getByRole('link', { name: 'gift-cards' })).toBeVisible();
    expect(list.getByText(folder)).toBeVisible();
    expect(list.getByText(/http:\/\/git.test\/rules.git/)).toBeVisible();
    expect(list.getAllByText(/main @ 9b1d0aa/)).toHaveLength(2);
    expect(screen.getByText('gift-cards: main at 9b1d0aa')).toBeVisible();
  });

  it('gives the address of everything, to copy', async () => {
    const copy = jest.spyOn(browser, 'copy').mockResolvedValue();
    renderPart();
    await user.click(await screen.findByRole('button', { name: 'Copy Pod' }));
    expect(copy).toHaveBeenCalledWith(`cde-${ID}`);
    for (const what of [
      'Folder',
      'Image',
      'Namespace',
      'Node',
      'Id',
      'Repository',
    ]) {
      expect(
        screen.getByRole('button', { name: `Copy ${what}` }),
      ).toBeVisible();
    }
  });

  it('shows earlier starts with how they ended', async () => {
    renderPart();
    expect(
      await screen.findByRole('button', { name: /Start 1.*became ready/ }),
    ).toBeVisible();
  });

  it('shows conditions and the cause', async () => {
    api.change(ID, {
      phase: 'Failed',
      cause: {
        reason: 'ImagePullBackOff',
        message: 'The image cannot be pulled.',
        cure: 'Correct its name.',
      },
      conditions: [
        {
          severity: 'warning',
          reason: 'LifecycleFailed',
          message: 'postStartCommand failed.',
          since: '2026-11-02T09:30:00Z',
        },
      ],
    });
    renderPart();
    expect(
      await screen.findByText('The image cannot be pulled.'),
    ).toBeVisible();
    expect(screen.getByText('Correct its name.')).toBeVisible();
    expect(screen.getByText('postStartCommand failed.')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Copy report' })).toBeVisible();
    expect(
      screen.getByRole('button', { name: 'Try again: payments-api-main' }),
    ).toBeVisible();
  });

  it('searches and downloads the log of a step', async () => {
    const download = jest
      .spyOn(browser, 'download')
      .mockImplementation(() => {});
    renderPart('/logs');
    const log = await screen.findByRole('log', {
      name: 'Log of postCreateCommand',
    });
    await waitFor(() => expect(log).toHaveTextContent('added 211 packages'));
    await user.type(
      screen.getByRole('searchbox', { name: 'Show lines with' }),
      'ADDED',
    );
    await waitFor(() => expect(log).not.toHaveTextContent('npm ci'));
    await user.click(screen.getByRole('button', { name: 'Download' }));
    expect(download).toHaveBeenCalledWith(
      'payments-api-main-postCreateCommand.log',
      '> npm ci\nadded 211 packages\n',
    );
  });

  it('opens a port in a tab of its own, opened within the click', async () => {
    const tab = {
      opener: window,
      location: { replace: jest.fn() },
      close: jest.fn(),
    };
    const open = jest
      .spyOn(window, 'open')
      .mockReturnValue(tab as unknown as Window);
    renderPart('/ports');
    await user.click(
      await screen.findByRole('button', { name: 'Open port 8080' }),
    );
    expect(open).toHaveBeenCalledWith('about:blank', '_blank');
    expect(tab.opener).toBeNull();
    await waitFor(() =>
      expect(tab.location.replace).toHaveBeenCalledWith(
        'http://port-8080.localhost:3001/?code=once',
      ),
    );
    expect(
      screen.queryByRole('button', { name: 'Open port 5432' }),
    ).not.toBeInTheDocument();
  });

  it('opens no port of what does not run', async () => {
    api.change(ID, { phase: 'Stopped' });
    renderPart('/ports');
    expect(
      await screen.findByRole('button', { name: 'Open port 8080' }),
    ).toBeDisabled();
    expect(screen.getByText(/while the workspace is running/)).toBeVisible();
  });

  it('says what became of each property, and what is wrong with the file', async () => {
    const { unmount } = renderPart('/devcontainer');
    expect(
      await screen.findByRole('row', { name: /forwardPorts.*Translated/ }),
    ).toBeVisible();
    unmount();
    api.change(ID, { devcontainer: BROKEN_DEVCONTAINER });
    renderPart('/devcontainer');
    expect(await screen.findByText(/line 4, column 3/)).toBeVisible();
  });

  it('lists who did what, the newest first', async () => {
    renderPart('/events');
    const rows = within(await screen.findByRole('table'))
      .getAllByRole('row')
      .slice(1);
    expect(rows[0]).toHaveTextContent(/Ready.*System/);
    expect(
      rows.find(row => row.textContent?.includes('Stop')),
    ).toHaveTextContent(/ana/);
  });

  it('leaves for the list when it has been deleted', async () => {
    renderPart();
    await user.click(
      await screen.findByRole('button', {
        name: 'More actions for payments-api-main',
      }),
    );
    await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(api.callsOf('deleteWorkspace')).toEqual([[ID]]));
    await waitFor(() =>
      expect(
        screen.queryByRole('heading', { name: 'payments-api-main' }),
      ).not.toBeInTheDocument(),
    );
  });

  it('says so when a workspace goes while one looks at it', async () => {
    const { signals } = renderPart();
    await screen.findByRole('heading', { name: 'payments-api-main' });
    api.workspaces = [];
    await signals.announce({ type: 'workspace-deleted', id: ID });
    expect(
      await screen.findByText('This workspace cannot be shown'),
    ).toBeVisible();
    expect(
      screen.queryByRole('heading', { name: 'payments-api-main' }),
    ).not.toBeInTheDocument();
  });

  it('says that a workspace does not exist, or is not mine', async () => {
    api.workspaces = [];
    renderPart();
    expect(
      await screen.findByText('This workspace cannot be shown'),
    ).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'All workspaces' }),
    ).toHaveAttribute('href', '/workspaces');
  });
});
