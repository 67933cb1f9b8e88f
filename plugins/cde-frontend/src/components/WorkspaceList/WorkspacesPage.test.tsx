import '../../__testUtils__/wideScreen';
import { NotAllowedError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, aWorkspace } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { WorkspacesPage } from './WorkspacesPage';

const main = aWorkspace({
  id: 'a',
  name: 'payments-api-main',
  lastUsedAt: '2026-11-02T08:00:00Z',
});
const fix = aWorkspace({
  id: 'b',
  name: 'ledger-fix',
  component: 'component:default/ledger',
  phase: 'Stopped',
  lastUsedAt: '2026-11-01T08:00:00Z',
});

describe('WorkspacesPage', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.workspaces = [main, fix];
  });

  const renderList = (at = '/') => renderPage(<WorkspacesPage />, api, { at });
  const names = async () => {
    await screen.findByRole('button', { name: /: ledger-fix/ });
    return screen.getAllByRole('rowheader').map(cell => cell.textContent);
  };

  it('lists my workspaces with status, component, branch, class and last use', async () => {
    renderList();
    const row = await screen.findByRole('row', { name: /payments-api-main/ });
    expect(row).toHaveTextContent(/Running.*payments-api.*main.*small/);
    expect(
      within(row).getByRole('link', { name: 'payments-api-main' }),
    ).toHaveAttribute('href', '/workspaces/a');
    expect(
      within(row).getByRole('link', { name: 'payments-api' }),
    ).toHaveAttribute('href', '/catalog/default/component/payments-api');
    expect(within(row).getAllByTitle(/2026/).length).toBeGreaterThan(0);
    expect(
      within(row).getByRole('button', { name: 'Open: payments-api-main' }),
    ).toBeVisible();
    expect(
      screen.getByRole('button', { name: 'Start and open: ledger-fix' }),
    ).toBeVisible();
  });

  it('shows rows to come, not an empty page, while it waits', async () => {
    const release = api.hold('listWorkspaces');
    renderList();
    await screen.findByRole('grid');
    expect(screen.queryByText('No workspaces yet')).not.toBeInTheDocument();
    release();
    expect(await screen.findByText('payments-api-main')).toBeVisible();
  });

  it('teaches what a workspace is where there is none', async () => {
    api.workspaces = [];
    renderList();
    expect(await screen.findByText('No workspaces yet')).toBeVisible();
    expect(
      screen.getByRole('link', { name: 'Choose a component' }),
    ).toHaveAttribute('href', '/catalog?filters[kind]=component');
  });

  it('keeps search, status and order in the address', async () => {
    renderList('/?sort=name&status=Stopped');
    expect(await names()).toEqual(['ledger-fix']);
    await user.type(screen.getByRole('searchbox', { name: /Search/ }), 'zzz');
    expect(
      await screen.findByText('No workspace matches this search.'),
    ).toBeVisible();
    expect(screen.getByTestId('address')).toHaveTextContent(
      '?sort=name&status=Stopped&q=zzz',
    );
  });

  it('sorts by a column', async () => {
    renderList();
    expect(await names()).toEqual(['payments-api-main', 'ledger-fix']);
    await user.click(screen.getByRole('columnheader', { name: 'Name' }));
    await waitFor(async () =>
      expect(await names()).toEqual(['ledger-fix', 'payments-api-main']),
    );
    expect(screen.getByTestId('address')).toHaveTextContent('?sort=name');
  });

  it('says why they cannot be read, and tries again', async () => {
    api.fail('listWorkspaces', new TypeError('Failed to fetch'));
    renderList();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Your workspaces could not be read',
    );
    api.fail('listWorkspaces', undefined);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('payments-api-main')).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says so where reading is denied, and offers no other try', async () => {
    api.fail('listWorkspaces', new NotAllowedError('Not for you.'));
    renderList();
    expect(await screen.findByText(/You do not have the right/)).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });

  it('keeps the rows when a later read fails', async () => {
    const { signals } = renderList();
    await names();
    api.fail('listWorkspaces', new Error('boom'));
    await signals.announce({ type: 'workspace-changed', id: 'a' });
    expect(
      await screen.findByText('Your workspaces could not be read'),
    ).toBeVisible();
    expect(
      screen.getByRole('row', { name: /payments-api-main/ }),
    ).toBeVisible();
  });

  describe('actions', () => {
    const choose = async (name: string, item: string) => {
      await user.click(
        await screen.findByRole('button', { name: `More actions for ${name}` }),
      );
      await user.click(await screen.findByRole('menuitem', { name: item }));
      return screen.findByRole('dialog', { name: new RegExp(name) });
    };

    it('stop says what is kept and what ends, and changes the row in place', async () => {
      renderList();
      const dialog = await choose('payments-api-main', 'Stop…');
      expect(dialog).toHaveTextContent(
        'Your files and your home folder are kept',
      );
      expect(dialog).toHaveTextContent('Running processes and terminals end');
      await user.click(within(dialog).getByRole('button', { name: 'Stop' }));
      await waitFor(() =>
        expect(
          screen.getByRole('row', { name: /payments-api-main/ }),
        ).toHaveTextContent('Stopping'),
      );
      expect(api.callsOf('stopWorkspace')).toEqual([['a']]);
      expect(
        await screen.findByText('payments-api-main: Stopping'),
      ).toHaveAttribute('role', 'status');
    });

    it('delete names what is lost, in bold, and can be thought better of', async () => {
      renderList();
      const dialog = await choose('payments-api-main', 'Delete…');
      expect(
        (await within(dialog).findByText(/payments-api-main \(5.GiB\)/))
          .tagName,
      ).toBe('STRONG');
      expect(
        within(dialog).getByText('Changes that are not pushed are lost.')
          .tagName,
      ).toBe('STRONG');
      await user.keyboard('{Escape}');
      await waitFor(() => expect(dialog).not.toBeInTheDocument());
      expect(api.callsOf('deleteWorkspace')).toEqual([]);
    });

    it('deletes once it is confirmed', async () => {
      renderList();
      const dialog = await choose('payments-api-main', 'Delete…');
      await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
      await waitFor(() =>
        expect(api.callsOf('deleteWorkspace')).toEqual([['a']]),
      );
    });

    it('restart says what happens', async () => {
      renderList();
      const dialog = await choose('payments-api-main', 'Restart…');
      expect(dialog).toHaveTextContent('the workspace starts again at once');
      await user.click(within(dialog).getByRole('button', { name: 'Restart' }));
      await waitFor(() =>
        expect(api.callsOf('restartWorkspace')).toEqual([['a']]),
      );
    });

    it('offers only what the backend allows', async () => {
      renderList();
      await user.click(
        await screen.findByRole('button', {
          name: 'More actions for ledger-fix',
        }),
      );
      const items = (await screen.findAllByRole('menuitem')).map(
        item => item.textContent,
      );
      expect(items).toEqual(['Details and logs', 'Copy id', 'Delete…']);
    });

    it('a refusal stays in the dialog', async () => {
      api.fail('stopWorkspace', new Error('The database is away.'));
      renderList();
      const dialog = await choose('payments-api-main', 'Stop…');
      await user.click(within(dialog).getByRole('button', { name: 'Stop' }));
      expect(
        await within(dialog).findByText('The database is away.'),
      ).toBeVisible();
      expect(
        within(dialog).getByRole('button', { name: 'Stop' }),
      ).toBeEnabled();
    });
  });
});
