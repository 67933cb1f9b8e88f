import type { Entity } from '@backstage/catalog-model';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, aWorkspace } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { MyWorkspacesCard, TeamComponentsCard } from './cards';

// Whom the test app has signed in.
const ME = 'user:default/guest';

const component = (name: string, owner: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, namespace: 'default', description: `What ${name} does` },
  relations: [{ type: 'ownedBy', targetRef: owner }],
});

describe('cards of a home page', () => {
  const user = userEvent.setup({ delay: null });
  const open = jest.spyOn(window, 'open');
  let replace: jest.Mock;
  let api: FakeCdeApi;

  beforeEach(() => {
    replace = jest.fn();
    open.mockReset().mockReturnValue({
      close: jest.fn(),
      location: { replace },
    } as unknown as Window);
    api = new FakeCdeApi();
  });

  it('open my workspaces', async () => {
    api.workspaces = [
      aWorkspace(),
      aWorkspace({ id: 'x', name: 'somebodys', relation: 'view' }),
    ];
    renderPage(<MyWorkspacesCard />, api);
    await user.click(
      await screen.findByRole('button', { name: 'Open: payments-api-main' }),
    );
    await waitFor(() =>
      expect(replace).toHaveBeenCalledWith(
        'http://ide.localhost:3001/?code=once',
      ),
    );
    expect(screen.queryByText('somebodys')).not.toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'All my workspaces' }),
    ).toHaveAttribute('href', '/workspaces');
  });

  it('say what to do without workspaces, and why they are not known', async () => {
    const { unmount } = renderPage(<MyWorkspacesCard />, api);
    expect(await screen.findByText(/You have no workspace yet/)).toBeVisible();
    unmount();
    api.fail('listWorkspaces', new Error('boom'));
    renderPage(<MyWorkspacesCard />, api);
    expect(
      await screen.findByText('Your workspaces could not be read'),
    ).toBeVisible();
  });

  it('make or open one for each of my components', async () => {
    api.workspaces = [aWorkspace({ phase: 'Stopped' })];
    renderPage(<TeamComponentsCard />, api, {
      entities: [
        component('payments-api', ME),
        component('ledger', ME),
        component('not-mine', 'group:default/others'),
      ],
    });
    const start = await screen.findByRole('button', {
      name: 'Start and open: payments-api-main',
    });
    expect(screen.getByRole('link', { name: 'ledger' })).toHaveAttribute(
      'href',
      '/catalog/default/component/ledger/workspaces',
    );
    expect(screen.queryByText('not-mine')).not.toBeInTheDocument();

    await user.click(
      screen.getByRole('button', {
        name: 'Create and open a workspace of ledger',
      }),
    );
    await waitFor(() =>
      expect(api.callsOf('createWorkspace')).toEqual([
        [{ component: 'component:default/ledger' }, expect.any(String)],
      ]),
    );
    await user.click(start);
    await waitFor(() => expect(api.callsOf('startWorkspace')).toHaveLength(1));
  });

  it('say so in a team without components', async () => {
    renderPage(<TeamComponentsCard />, api);
    expect(
      await screen.findByText(/in no team that owns components/),
    ).toBeVisible();
  });
});
