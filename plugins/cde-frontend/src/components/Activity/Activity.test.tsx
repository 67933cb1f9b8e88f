import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor } from '@testing-library/react';
import { FakeCdeApi, aWorkspace } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { ActivityCard, ActivityLine } from '.';

const COMPONENT = 'component:default/payments-api';
const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments-api', namespace: 'default' },
};
const card = (
  <EntityProvider entity={entity}>
    <ActivityCard />
  </EntityProvider>
);

describe('who is working on a component now', () => {
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.workspaces = [
      aWorkspace({ id: 'mine' }),
      aWorkspace({
        id: 'theirs',
        owner: 'user:default/ben',
        relation: 'administrator',
        repository: {
          url: 'https://git.example/a',
          ref: { type: 'branch', name: 'fix/timeouts' },
        },
      }),
      aWorkspace({
        id: 'stopped',
        owner: 'user:default/dan',
        phase: 'Stopped',
      }),
      aWorkspace({
        id: 'elsewhere',
        owner: 'user:default/cleo',
        component: 'component:default/ledger',
      }),
    ];
  });

  it('is on a card: owners, branches and since when', async () => {
    renderPage(card, api);
    expect(await screen.findByText('Working on this now')).toBeVisible();
    expect(screen.getByRole('link', { name: 'ben' })).toHaveAttribute(
      'href',
      '/catalog/default/user/ben',
    );
    expect(screen.getByText(/on fix\/timeouts/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'ana' })).toBeVisible();
    expect(screen.queryByText('dan')).not.toBeInTheDocument();
    expect(screen.queryByText('cleo')).not.toBeInTheDocument();
    expect(api.callsOf('listAllWorkspaces')[0]).toEqual([
      expect.objectContaining({ component: COMPONENT, phase: 'Running' }),
    ]);
  });

  it('is in a line on the tab, without oneself', async () => {
    renderPage(<ActivityLine component={COMPONENT} />, api);
    expect(await screen.findByText('Working on this now:')).toBeVisible();
    expect(screen.getByRole('link', { name: 'ben' })).toBeVisible();
    expect(screen.queryByText('ana')).not.toBeInTheDocument();
  });

  it.each([
    ['nobody is', []],
    ['nobody else is', [aWorkspace()]],
  ])('is not there where %s', async (_, workspaces) => {
    api.workspaces = workspaces;
    renderPage(<ActivityLine component={COMPONENT} />, api);
    await waitFor(() =>
      expect(api.callsOf('listAllWorkspaces')).toHaveLength(1),
    );
    expect(screen.queryByText('Working on this now:')).not.toBeInTheDocument();
  });

  it('is not there where it cannot be read', async () => {
    api.fail('listAllWorkspaces', new Error('No'));
    renderPage(card, api);
    await waitFor(() =>
      expect(api.callsOf('listAllWorkspaces')).toHaveLength(1),
    );
    expect(screen.queryByText('Working on this now')).not.toBeInTheDocument();
  });

  it('comes and goes as workspaces do', async () => {
    const { signals } = renderPage(card, api);
    await screen.findByText('Working on this now');
    api.workspaces = [];
    await signals.announce({
      type: 'workspace-changed',
      id: 'theirs',
      component: COMPONENT,
    });
    await waitFor(() =>
      expect(screen.queryByText('Working on this now')).not.toBeInTheDocument(),
    );
  });
});
