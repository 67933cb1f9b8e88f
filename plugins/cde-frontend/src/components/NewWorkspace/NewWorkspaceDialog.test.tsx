import type { Entity } from '@backstage/catalog-model';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { InputError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  FakeCdeApi,
  OPTIONS,
  TEMPLATES,
  aQuotaUsage,
  aWorkspace,
} from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { ComponentWorkspaces } from '../ComponentWorkspaces';

const COMPONENT = 'component:default/payments-api';
const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'payments-api', namespace: 'default' },
};

const renderTab = (api: FakeCdeApi, entities: Entity[] = []) =>
  renderPage(
    <EntityProvider entity={entity}>
      <ComponentWorkspaces />
    </EntityProvider>,
    api,
    { entities },
  );

/** A component of the system `checkout`. */
const sibling = (name: string): Entity => ({
  ...entity,
  metadata: {
    ...entity.metadata,
    name,
    annotations: {
      'backstage.io/source-location': `url:http://localhost:3002/acme/${name}`,
    },
  },
  relations: [{ type: 'partOf', targetRef: 'system:default/checkout' }],
});

describe('New with options…', () => {
  const tab = {
    opener: window,
    close: jest.fn(),
    location: { replace: jest.fn() },
  };
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    jest.clearAllMocks();
    jest.spyOn(window, 'open').mockReturnValue(tab as unknown as Window);
    api = new FakeCdeApi();
  });

  const openDialog = async () => {
    await user.click(
      await screen.findByRole('button', { name: 'More ways to open' }),
    );
    await user.click(
      await screen.findByRole('menuitem', { name: 'New with options…' }),
    );
    return screen.findByRole('dialog', { name: 'New workspace' });
  };

  it('shows what will be created and creates it as chosen', async () => {
    api.workspaces = [aWorkspace()];
    renderTab(api);
    await screen.findByText('Opens payments-api-main');
    const dialog = await openDialog();
    expect(await within(dialog).findByText('npm ci')).toBeVisible();

    await user.type(
      within(dialog).getByRole('textbox', { name: /^Name/ }),
      'my-own',
    );
    await waitFor(() =>
      expect(within(dialog).getByText('my-own')).toBeVisible(),
    );
    await user.click(
      within(dialog).getByRole('button', { name: 'Create and open' }),
    );
    await waitFor(() => expect(tab.location.replace).toHaveBeenCalled());
    expect(api.callsOf('createWorkspace')[0][0]).toEqual({
      component: COMPONENT,
      name: 'my-own',
    });
    await waitFor(() => expect(dialog).not.toBeInTheDocument());
  });

  it('lets one choose a branch and a class', async () => {
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    const dialog = await openDialog();
    await user.click(
      await within(dialog).findByRole('button', { name: /Branch/ }),
    );
    await user.click(
      await screen.findByRole('option', { name: 'fix/timeouts' }),
    );
    await user.click(within(dialog).getByRole('button', { name: /Class/ }));
    await user.click(await screen.findByRole('option', { name: /Medium/ }));
    await waitFor(() =>
      expect(
        within(dialog).getByRole('button', { name: 'Create and open' }),
      ).toBeEnabled(),
    );
    await user.click(
      within(dialog).getByRole('button', { name: 'Create and open' }),
    );
    await waitFor(() =>
      expect(api.callsOf('createWorkspace')[0]?.[0]).toEqual({
        component: COMPONENT,
        ref: { type: 'branch', name: 'fix/timeouts' },
        resourceClass: 'medium',
      }),
    );
  });

  it('adds repositories of the same system, and any other, with a branch each', async () => {
    renderTab(api, [
      sibling('payments-api'),
      sibling('fraud-rules'),
      sibling('price-feed'),
      { ...sibling('gift-cards'), relations: [] },
    ]);
    await screen.findByText('Creates and opens payments-api-main');
    const dialog = within(await openDialog());
    const group = within(
      await dialog.findByRole('group', { name: 'Of the same system' }),
    );
    expect(
      group.getAllByRole('button').map(({ textContent }) => textContent),
    ).toEqual(['fraud-rules', 'price-feed']);
    await user.click(group.getByRole('button', { name: 'Add fraud-rules' }));
    await user.click(group.getByRole('button', { name: 'Add price-feed' }));
    expect(
      dialog.queryByRole('group', { name: 'Of the same system' }),
    ).toBeNull();

    await user.type(
      dialog.getByRole('combobox', { name: /Add another component/ }),
      'gift',
    );
    await user.click(await screen.findByRole('option', { name: /gift-cards/ }));
    await user.click(
      await dialog.findByRole('button', { name: /Branch of gift-cards/ }),
    );
    await user.click(
      await screen.findByRole('option', { name: 'fix/timeouts' }),
    );
    await user.click(
      dialog.getByRole('button', { name: 'Leave price-feed out' }),
    );
    const create = dialog.getByRole('button', { name: 'Create and open' });
    await waitFor(() => expect(create).toBeEnabled());
    await user.click(create);
    await waitFor(() =>
      expect(api.callsOf('createWorkspace')[0]?.[0]).toEqual({
        component: COMPONENT,
        additional: [
          { component: 'component:default/fraud-rules' },
          {
            component: 'component:default/gift-cards',
            ref: { type: 'branch', name: 'fix/timeouts' },
          },
        ],
      }),
    );
  });

  it('refuses as one types what cannot be, and shows what the backend refuses', async () => {
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    const dialog = await openDialog();
    const create = within(dialog).getByRole('button', {
      name: 'Create and open',
    });
    const commit = within(dialog).getByRole('textbox', {
      name: /Commit instead/,
    });
    await user.type(commit, 'abc');
    expect(
      await within(dialog).findByText(/whole hash of a commit is needed/),
    ).toBeVisible();
    expect(create).toBeDisabled();

    await user.clear(commit);
    api.fail(
      'previewWorkspace',
      new InputError('There is no such commit; choose another.'),
    );
    await user.click(commit);
    await user.paste('0'.repeat(40));
    expect(
      await within(dialog).findByText(
        'There is no such commit; choose another.',
      ),
    ).toBeVisible();
    expect(create).toBeDisabled();
  });

  it('lets one type a branch where they cannot be listed', async () => {
    api.fail('getBranches', new InputError('no answer'));
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    const dialog = await openDialog();
    expect(
      await within(dialog).findByRole('textbox', { name: /Branch/ }),
    ).toBeVisible();
    expect(
      within(dialog).getByText(/cannot be listed \(no answer\)/),
    ).toBeVisible();
  });

  it('offers the templates that fit, and asks what the chosen one asks', async () => {
    api.options = { ...OPTIONS, templates: TEMPLATES };
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    const dialog = await openDialog();
    expect(
      await within(dialog).findByText(/First because it is meant for/),
    ).toBeVisible();
    const workers = await within(dialog).findByRole('textbox', {
      name: /Workers/,
    });
    await user.clear(workers);
    await user.type(workers, '99');
    expect(
      await within(dialog).findByText('Correct the parameters first.'),
    ).toBeVisible();
    expect(
      within(dialog).getByRole('button', { name: 'Create and open' }),
    ).toBeDisabled();
    await user.clear(workers);
    await user.type(workers, '4');
    const create = within(dialog).getByRole('button', {
      name: 'Create and open',
    });
    await waitFor(() => expect(create).toBeEnabled());
    await user.click(create);
    await waitFor(() =>
      expect(api.callsOf('createWorkspace')[0]?.[0]).toEqual({
        component: COMPONENT,
        parameters: { database: 'postgres', workers: 4, seed: false },
      }),
    );
  });

  it('lets go of the parameters with their template, and shows what is privileged', async () => {
    api.options = { ...OPTIONS, templates: TEMPLATES };
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    const dialog = await openDialog();
    await within(dialog).findByRole('textbox', { name: /Workers/ });
    await user.click(within(dialog).getByRole('button', { name: /Template/ }));
    await user.click(
      await screen.findByRole('option', { name: 'Docker inside' }),
    );
    expect(await within(dialog).findByText('Privileged')).toBeVisible();
    expect(
      within(dialog).queryByRole('textbox', { name: /Workers/ }),
    ).toBeNull();
    const create = within(dialog).getByRole('button', {
      name: 'Create and open',
    });
    await waitFor(() => expect(create).toBeEnabled());
    await user.click(create);
    await waitFor(() =>
      expect(api.callsOf('createWorkspace')[0]?.[0]).toEqual({
        component: COMPONENT,
        template: 'docker',
      }),
    );
  });

  it('says how many more fit within my limits', async () => {
    api.quotaUsage.items = [aQuotaUsage({ limit: 5, used: 3, requested: 1 })];
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    const dialog = await openDialog();
    expect(
      await within(dialog).findByRole('button', {
        name: 'Create and open (2 left)',
      }),
    ).toBeVisible();
  });

  it('says that no more fits, and lets one ask all the same', async () => {
    api.quotaUsage.items = [aQuotaUsage({ limit: 3, used: 3, requested: 1 })];
    renderTab(api);
    await screen.findByText('Creates and opens payments-api-main');
    const dialog = await openDialog();
    expect(
      await within(dialog).findByText(/no room for one more/),
    ).toBeVisible();
    await waitFor(() =>
      expect(
        within(dialog).getByRole('button', {
          name: 'Create and open (0 left)',
        }),
      ).toBeEnabled(),
    );
  });
});
