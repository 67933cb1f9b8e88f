import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { BranchList, Workspace } from '@backstage-cde/plugin-cde-common';
import {
  FakeCdeApi,
  SOME_TIME,
  aChange,
  aWorkspace,
} from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { StartingPoints } from './StartingPoints';

const COMPONENT = 'component:default/payments-api';

const many = (number: number): BranchList => ({
  defaultBranch: 'main',
  branches: [
    'main',
    ...Array.from({ length: number - 1 }, (_, i) => `b-${i}`),
  ].map(name => ({
    name,
    commit: '3f2c1ab94d0c2f7c35f1b6f7f5f4a1d2c3b4a596',
    author: 'Ana',
    updatedAt: SOME_TIME,
  })),
});

describe('StartingPoints', () => {
  const launch = jest.fn();
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;
  const render = (workspaces: Workspace[] = [], cannotCreate = false) =>
    renderPage(
      <StartingPoints
        component={COMPONENT}
        workspaces={workspaces}
        launch={launch}
        cannotCreate={cannotCreate}
      />,
      api,
    );
  const group = (name: string) => screen.findByRole('region', { name });
  const rows = async (name: string) =>
    waitFor(async () => within(await group(name)).getAllByRole('listitem'));

  beforeEach(() => {
    launch.mockReset();
    api = new FakeCdeApi();
    api.changes[COMPONENT] = {
      supported: true,
      items: [
        aChange(),
        aChange({
          id: '7',
          title: 'From elsewhere',
          fork: true,
          commit: undefined,
        }),
      ],
    };
  });

  it('shows branches and pull requests, by whom and since when', async () => {
    render();
    const [main, fix] = await rows('Branches');
    expect(main).toHaveTextContent(/main.*default.*Bo · .* ago/);
    expect(fix).toHaveTextContent(/fix\/timeouts.*Ana/);
    const [change] = await rows('Pull requests');
    expect(change).toHaveTextContent(
      /Give up on slow banks.*#42 · fix\/timeouts · ana/,
    );
    expect(
      within(change).getByRole('link', { name: 'Give up on slow banks' }),
    ).toHaveAttribute('href', 'https://github.com/acme/payments-api/pull/42');
  });

  it('starts from a branch and from a pull request', async () => {
    render();
    await rows('Branches');
    await user.click(
      screen.getByRole('button', { name: 'New workspace from main' }),
    );
    await user.click(
      await screen.findByRole('button', {
        name: 'New workspace from Give up on slow banks',
      }),
    );
    const from = (name: string) => [
      {
        kind: 'create',
        request: { component: COMPONENT, ref: { type: 'branch', name } },
      },
    ];
    expect(launch.mock.calls).toEqual([from('main'), from('fix/timeouts')]);
  });

  it('shows what exists for each, and opens it', async () => {
    const existing = aWorkspace({
      name: 'payments-api-fix',
      repository: {
        url: 'http://localhost:3002/payments/payments-api.git',
        ref: { type: 'branch', name: 'fix/timeouts' },
      },
    });
    render([existing]);
    const [main, fix] = await rows('Branches');
    expect(main).not.toHaveTextContent('payments-api-fix');
    expect(fix).toHaveTextContent('Running');
    expect(within(fix).getByRole('link')).toHaveAttribute(
      'href',
      `/workspaces/${existing.id}`,
    );
    await user.click(
      within(fix).getByRole('button', { name: 'Open: payments-api-fix' }),
    );
    expect(launch).toHaveBeenCalledWith({ kind: 'open', workspace: existing });
    const [change] = await rows('Pull requests');
    expect(change).toHaveTextContent('payments-api-fix');
  });

  it('says why a pull request cannot be started from', async () => {
    render();
    const [, forked] = await rows('Pull requests');
    expect(forked).toHaveTextContent('Its commits are in a fork');
    expect(within(forked).queryByRole('button')).not.toBeInTheDocument();
  });

  it('shows eight, then all, and filters', async () => {
    api.branches = many(12);
    render();
    expect(await rows('Branches')).toHaveLength(8);
    await user.click(
      screen.getByRole('button', { name: 'Show all 12: Branches' }),
    );
    expect(await rows('Branches')).toHaveLength(12);
    await user.type(
      screen.getByRole('searchbox', {
        name: 'Filter branches and pull requests',
      }),
      'b-10',
    );
    expect(await rows('Branches')).toHaveLength(1);
    expect(await group('Pull requests')).toHaveTextContent(
      'Nothing fits “b-10”.',
    );
  });

  it('finds by filter what is not among the first', async () => {
    api.branches = many(40);
    render();
    await rows('Branches');
    await user.type(screen.getByRole('searchbox'), 'b-38');
    expect(await rows('Branches')).toHaveLength(1);
  });

  it('shows only branches where the host has no pull requests to ask for', async () => {
    api.changes = {};
    render();
    expect(await screen.findByText(/Only branches are shown/)).toBeVisible();
    expect(
      screen.queryByRole('region', { name: 'Pull requests' }),
    ).not.toBeInTheDocument();
    expect(await rows('Branches')).toHaveLength(2);
  });

  it('names the cause where the host does not answer, and still shows branches', async () => {
    api.changes[COMPONENT] = {
      supported: true,
      items: [],
      problem: {
        reason: 'HostRefused',
        message: 'github.com asks for a token.',
        cure: 'Add one to the integration.',
      },
    };
    render();
    const changes = await group('Pull requests');
    expect(
      await within(changes).findByText('The pull requests could not be read'),
    ).toBeVisible();
    expect(changes).toHaveTextContent('github.com asks for a token.');
    expect(changes).toHaveTextContent('Add one to the integration.');
    expect(changes).not.toHaveTextContent('No pull request is open');
    expect(await rows('Branches')).toHaveLength(2);
  });

  it('tries again what could not be read', async () => {
    api.fail('getBranches', new Error('boom'));
    render();
    expect(
      await screen.findByText('The branches could not be read'),
    ).toBeVisible();
    // Their commits and branches are known without it.
    expect(await rows('Pull requests')).toHaveLength(2);
    api.fail('getBranches', undefined);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await rows('Branches')).toHaveLength(2);
  });

  it('says that there is nothing, and makes nothing where that is not allowed', async () => {
    api.changes[COMPONENT] = { supported: true, items: [] };
    render([], true);
    expect(await screen.findByText('No pull request is open.')).toBeVisible();
    await rows('Branches');
    expect(
      screen.getByRole('button', { name: 'New workspace from main' }),
    ).toBeDisabled();
  });
});
