import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, aWorkspace } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { WorkspacePage } from '../WorkspacePage';

const ID = aWorkspace().id;

const catalog = catalogApiMock({
  entities: ['ana', 'ben', 'cleo'].map(name => ({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: {},
  })),
});

describe('access to a workspace', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.workspaces = [aWorkspace({ allowed: ['open', 'share'] })];
    api.shares[ID] = [
      {
        grantee: 'user:default/ben',
        role: 'view',
        createdBy: 'user:default/ana',
        createdAt: '2026-11-01T00:00:00Z',
      },
    ];
  });

  const renderAccess = () =>
    renderPage(
      <TestApiProvider apis={[[catalogApiRef, catalog]]}>
        <WorkspacePage />
      </TestApiProvider>,
      api,
      {
        mountPath: '/workspaces/:id/*',
        at: `/workspaces/${ID}/access`,
      },
    );

  it('shares with somebody from the catalog', async () => {
    renderAccess();
    const form = await screen.findByRole('group', { name: 'Share' });
    await user.type(
      within(form).getByRole('combobox', { name: /User or group/ }),
      'cleo',
    );
    await user.click(await screen.findByRole('option', { name: /cleo/ }));
    await user.click(within(form).getByRole('button', { name: /May/ }));
    await user.click(await screen.findByRole('option', { name: 'Use' }));
    await user.click(within(form).getByRole('button', { name: 'Share' }));
    await waitFor(() =>
      expect(api.callsOf('shareWorkspace')).toEqual([
        [ID, { grantee: 'user:default/cleo', role: 'use' }],
      ]),
    );
    expect(
      await screen.findByRole('button', { name: /Revoke access of .*cleo/ }),
    ).toBeVisible();
  });

  it('changes what somebody may, and until when', async () => {
    renderAccess();
    await user.click(
      await screen.findByRole('button', { name: /Change access of .*ben/ }),
    );
    const form = screen.getByRole('group', { name: /Access of .*ben/ });
    await user.type(within(form).getByLabelText('Until'), '2020-01-01');
    expect(within(form).getByRole('alert')).toHaveTextContent(
      'has to be in the future',
    );
    expect(within(form).getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.clear(within(form).getByLabelText('Until'));
    await user.type(within(form).getByLabelText('Until'), '2999-01-01');
    await user.click(within(form).getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(api.callsOf('shareWorkspace')).toEqual([
        [
          ID,
          {
            grantee: 'user:default/ben',
            role: 'view',
            expiresAt: expect.stringMatching(/^2999-01-0/),
          },
        ],
      ]),
    );
  });

  it('revokes after saying what ends, and gives the focus back when not', async () => {
    renderAccess();
    const revoke = await screen.findByRole('button', {
      name: /Revoke access of .*ben/,
    });
    await user.click(revoke);
    const dialog = await screen.findByRole('dialog');
    expect(dialog).toHaveTextContent('disconnected at once');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(revoke).toHaveFocus());
    expect(api.callsOf('unshareWorkspace')).toEqual([]);

    await user.click(revoke);
    await user.click(await screen.findByRole('button', { name: 'Revoke' }));
    await waitFor(() =>
      expect(api.callsOf('unshareWorkspace')).toEqual([
        [ID, 'user:default/ben'],
      ]),
    );
    expect(await screen.findByText('Nobody else has access.')).toBeVisible();
  });

  it('is handed over by those who may', async () => {
    api.change(ID, { allowed: ['transfer'], relation: 'administrator' });
    renderAccess();
    await user.click(await screen.findByRole('button', { name: 'Hand over…' }));
    const dialog = await screen.findByRole('dialog');
    const button = within(dialog).getByRole('button', { name: 'Hand over' });
    expect(button).toBeDisabled();
    await user.type(
      within(dialog).getByRole('combobox', { name: /New owner/ }),
      'cleo',
    );
    await user.click(await screen.findByRole('option', { name: /cleo/ }));
    await user.click(button);
    await waitFor(() =>
      expect(api.callsOf('transferWorkspace')).toEqual([
        [ID, 'user:default/cleo'],
      ]),
    );
  });

  it('says only what they may to those it is shared with', async () => {
    api.change(ID, { allowed: ['open'], relation: 'use' });
    renderAccess();
    expect(
      await screen.findByText(/you can open its IDE and its ports/),
    ).toBeVisible();
    expect(api.callsOf('listShares')).toEqual([]);
    expect(
      screen.queryByRole('button', { name: /Share|Hand over/ }),
    ).toBeNull();
  });
});
