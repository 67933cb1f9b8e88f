import '../../__testUtils__/wideScreen';
import { NotAllowedError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, aWorkspace } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { AdministrationPage } from './AdministrationPage';

const ADMIN = '/workspaces/admin';

describe('all workspaces', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.rights = { ...api.rights, allowed: ['administer'] };
    api.workspaces = [
      aWorkspace({ id: 'a', name: 'payments-api-main' }),
      aWorkspace({ id: 'b', name: 'ledger-main', owner: 'user:default/ben' }),
      aWorkspace({
        id: 'c',
        name: 'ledger-old',
        owner: 'user:default/ben',
        phase: 'Stopped',
        template: 'docker',
        privileged: true,
      }),
    ];
  });

  const render = (search = '') =>
    renderPage(<AdministrationPage />, api, {
      mountPath: `${ADMIN}/*`,
      at: `${ADMIN}${search}`,
    });
  const row = (name: string) =>
    screen.findByRole('row', { name: new RegExp(name) });
  const select = async (name: string) =>
    user.click(within(await row(name)).getByRole('checkbox'));
  const address = () => screen.getByTestId('address');

  it('shows whose they are, from what template, and which are privileged', async () => {
    render();
    expect(await row('ledger-old')).toHaveTextContent(
      /ledger-old.*privileged.*Stopped.*ben.*payments-api.*docker.*small/,
    );
    expect(screen.getByRole('link', { name: 'docker' })).toHaveAttribute(
      'href',
      '/workspaces/templates/docker',
    );
    expect(screen.getByText('3 workspaces shown')).toBeVisible();
  });

  it('asks the backend for what the address says', async () => {
    render('?status=Stopped&owner=user%3Adefault%2Fben&class=small&q=ledger');
    await row('ledger-old');
    expect(api.callsOf('listAllWorkspaces')[0]).toEqual([
      expect.objectContaining({
        phase: 'Stopped',
        owner: 'user:default/ben',
        resourceClass: 'small',
        search: 'ledger',
      }),
    ]);
    expect(
      screen.getByRole('button', { name: 'More filters (2)' }),
    ).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getByRole('combobox', { name: 'Owner' })).toHaveValue('ben');
  });

  it('keeps filters in the address, and takes them back', async () => {
    render();
    await row('payments-api-main');
    await user.type(
      screen.getByRole('searchbox', { name: 'Search by name' }),
      'ledger',
    );
    await waitFor(() => expect(address()).toHaveTextContent('?q=ledger'));
    await waitFor(() =>
      expect(
        screen.queryByRole('row', { name: /payments-api-main/ }),
      ).not.toBeInTheDocument(),
    );
    await user.click(screen.getByRole('button', { name: 'Clear filters' }));
    await row('payments-api-main');
    expect(address()).toHaveTextContent(/admin$/);
  });

  it('says so where nothing matches', async () => {
    render('?q=nothing-like-this');
    expect(
      await screen.findByText('No workspace matches these filters.'),
    ).toBeVisible();
  });

  it('reads further pages when asked, and keeps them', async () => {
    api.workspaces = Array.from({ length: 60 }, (_, index) =>
      aWorkspace({ id: `w${index}`, name: `workspace-${index}` }),
    );
    render();
    await row('workspace-49');
    expect(
      screen.getByText(/50 workspaces shown, there are more/),
    ).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    await row('workspace-59');
    expect(
      screen.queryByRole('button', { name: 'Show more' }),
    ).not.toBeInTheDocument();
  });

  it('stops several with a reason, after saying whose they are, and says what became of each', async () => {
    render();
    await select('payments-api-main');
    await select('ledger-main');
    await select('ledger-old');
    expect(await screen.findByText('3 selected')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Stop…' }));
    const dialog = await screen.findByRole('dialog', {
      name: 'Stop 2 workspaces?',
    });
    expect(dialog).toHaveTextContent('ana: payments-api-main');
    expect(dialog).toHaveTextContent('ben: ledger-main');
    expect(dialog).toHaveTextContent(
      '1 of the selected cannot be changed now: ledger-old',
    );
    const stop = within(dialog).getByRole('button', { name: 'Stop' });
    expect(stop).toBeDisabled();
    // Somebody else's decision is known only to the backend.
    api.change('b', { allowed: [] });
    await user.type(
      within(dialog).getByRole('textbox', { name: /Reason/ }),
      'Maintenance tonight',
    );
    await user.click(stop);
    expect(await within(dialog).findByText('1 done, 1 refused')).toBeVisible();
    expect(dialog).toHaveTextContent('ledger-main: Refused');
    expect(api.callsOf('actInBulk')).toEqual([
      [{ ids: ['a', 'b'], act: 'stop', reason: 'Maintenance tonight' }],
    ]);
    await user.click(
      within(dialog).getAllByRole('button', { name: 'Close' }).at(-1)!,
    );
    expect(await row('payments-api-main')).toHaveTextContent('Stopping');
    expect(screen.queryByText('3 selected')).not.toBeInTheDocument();
  });

  it('names in bold what deleting loses', async () => {
    render();
    await select('ledger-old');
    await user.click(screen.getByRole('button', { name: 'Delete…' }));
    const dialog = await screen.findByRole('dialog', {
      name: 'Delete 1 workspace?',
    });
    expect(within(dialog).getByText('ledger-old').tagName).toBe('STRONG');
    expect(dialog).toHaveTextContent('This cannot be undone.');
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(api.callsOf('actInBulk')).toEqual([]);
  });

  it('says why it failed, and keeps the reason', async () => {
    api.fail('actInBulk', new NotAllowedError('Not for you.'));
    render();
    await select('ledger-main');
    await user.click(screen.getByRole('button', { name: 'Stop…' }));
    const dialog = await screen.findByRole('dialog');
    const reason = within(dialog).getByRole('textbox', { name: /Reason/ });
    await user.type(reason, 'x');
    await user.click(within(dialog).getByRole('button', { name: 'Stop' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'It could not be done',
    );
    expect(reason).toHaveValue('x');
  });
});

describe('the administration', () => {
  const render = (api: FakeCdeApi, part = '') =>
    renderPage(<AdministrationPage />, api, {
      mountPath: `${ADMIN}/*`,
      at: `${ADMIN}${part}`,
    });

  it('is denied to those without a right to any part', async () => {
    const api = new FakeCdeApi();
    render(api);
    expect(
      await screen.findByText('The administration is not for you'),
    ).toBeVisible();
    expect(api.callsOf('listAllWorkspaces')).toEqual([]);
  });

  it('leads to the first part that is for the caller, and shows no other tab', async () => {
    const api = new FakeCdeApi();
    api.rights = { ...api.rights, allowed: ['read-audit'] };
    render(api);
    expect(
      await screen.findByText('Nothing of this kind is in the audit.'),
    ).toBeVisible();
    expect(screen.getByTestId('address')).toHaveTextContent('/audit');
    expect(screen.queryByText('Quotas')).not.toBeInTheDocument();
    expect(api.callsOf('listAllWorkspaces')).toEqual([]);
  });

  it('denies a part that is visited directly', async () => {
    const api = new FakeCdeApi();
    api.rights = { ...api.rights, allowed: ['read-audit'] };
    render(api, '/quotas');
    expect(
      await screen.findByText('The administration is not for you'),
    ).toBeVisible();
    expect(api.callsOf('listQuotas')).toEqual([]);
  });

  it('says when rights cannot be read, and tries again', async () => {
    const api = new FakeCdeApi();
    api.rights = { ...api.rights, allowed: ['administer'] };
    api.fail('getRights', new TypeError('Failed to fetch'));
    render(api);
    await screen.findByText('What you may see here is not known');
    api.fail('getRights', undefined);
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByText('Nobody has a workspace yet.'),
    ).toBeVisible();
  });
});
