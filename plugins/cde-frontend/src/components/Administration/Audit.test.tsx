import { NotAllowedError, ResponseError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, someAudit } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { browser } from '../../lib/browser';
import { Audit } from './Audit';

describe('the audit', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.audit = someAudit();
  });
  afterEach(() => jest.restoreAllMocks());

  const render = (search = '') =>
    renderPage(<Audit />, api, { at: `/${search}` });

  it('shows who did what to what, how it ended and why', async () => {
    render();
    const row = await screen.findByRole('row', { name: /Denied/ });
    expect(row).toHaveTextContent(
      /ben.*Workspace open.*payments-api-main.*Denied.*It belongs to somebody else/,
    );
    expect(screen.getAllByRole('row')).toHaveLength(6);
    expect(
      screen.getByRole('row', { name: /Not used for 30 minutes/ }),
    ).toHaveTextContent('System');
    expect(
      screen.getByRole('link', { name: 'Payments services' }),
    ).toHaveAttribute('href', '/workspaces/templates/payments');
  });

  it('is narrowed by what the address says', async () => {
    render(
      '?q=main&actor=user%3Adefault%2Fana&act=workspace-open&outcome=succeeded&from=2026-11-01&to=2026-11-02',
    );
    await waitFor(() => expect(api.callsOf('listAudit')).toHaveLength(1));
    expect(api.callsOf('listAudit')[0][0]).toMatchObject({
      search: 'main',
      actor: 'user:default/ana',
      act: 'workspace-open',
      outcome: 'succeeded',
      from: new Date('2026-11-01T00:00:00').toISOString(),
      to: new Date('2026-11-03T00:00:00').toISOString(),
    });
    expect(await screen.findAllByRole('row')).toHaveLength(2);
  });

  it('writes filters into the address', async () => {
    render();
    await screen.findByRole('row', { name: /Denied/ });
    await user.type(
      screen.getByRole('searchbox', { name: /Search in names/ }),
      'ledger',
    );
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent('?q=ledger'),
    );
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
  });

  it('tells everything about one entry, and what else happened to its target', async () => {
    render();
    await user.click(
      (
        await screen.findAllByRole('button', {
          name: /Details of Template publish/,
        })
      )[0],
    );
    const dialog = await screen.findByRole('dialog', {
      name: 'Template publish',
    });
    expect(dialog).toHaveTextContent('"revision": 2');
    await user.click(
      within(dialog).getByRole('button', { name: 'Only Payments services' }),
    );
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
    expect(screen.getByTestId('address')).toHaveTextContent('target=payments');
    await user.click(screen.getByRole('button', { name: /Only payments/ }));
    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(6));
  });

  it('exports what the filter finds', async () => {
    const download = jest
      .spyOn(browser, 'download')
      .mockImplementation(() => {});
    render('?outcome=denied');
    await screen.findByRole('row', { name: /Denied/ });
    await user.click(screen.getByRole('button', { name: 'Export' }));
    await user.click(await screen.findByRole('menuitem', { name: 'As CSV' }));
    await waitFor(() =>
      expect(download).toHaveBeenCalledWith('audit.csv', expect.any(Blob)),
    );
    expect(api.callsOf('exportAudit')).toEqual([
      [{ outcome: 'denied' }, 'csv'],
    ]);
  });

  it('says why it could not be exported', async () => {
    const download = jest
      .spyOn(browser, 'download')
      .mockImplementation(() => {});
    api.fail('exportAudit', new NotAllowedError('Not for you.'));
    render();
    await user.click(await screen.findByRole('button', { name: 'Export' }));
    await user.click(await screen.findByRole('menuitem', { name: 'As CSV' }));
    const title = await screen.findByText('The audit could not be exported');
    // It comes into view by and by.
    await waitFor(() => expect(title).toBeVisible());
    expect(screen.getByText('Not for you.')).toBeVisible();
    expect(download).not.toHaveBeenCalled();
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Export' })).toBeEnabled(),
    );
  });

  it('says why it cannot be read', async () => {
    api.fail(
      'listAudit',
      await ResponseError.fromResponse(
        new Response(
          JSON.stringify({
            error: { name: 'NotAllowedError', message: 'Not for you.' },
            response: { statusCode: 403 },
          }),
          { status: 403, headers: { 'content-type': 'application/json' } },
        ),
      ),
    );
    render();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /audit could not be read.*You do not have the right/,
    );
  });
});
