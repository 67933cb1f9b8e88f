import '../../__testUtils__/wideScreen';
import { NotAllowedError, ServiceUnavailableError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, aComponentReadiness } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { ReadinessPage } from './ReadinessPage';

const PROPOSE = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'add-dev-environment', namespace: 'default' },
};

const COMPONENTS = [
  aComponentReadiness(),
  aComponentReadiness({
    component: 'component:default/ledger',
    title: 'Ledger',
    status: 'warnings',
    unsupported: ['privileged', 'capAdd', 'runArgs', 'mounts', 'init'],
    problem: '.devcontainer.json:3:5: runArgs is refused',
  }),
  aComponentReadiness({
    component: 'component:default/web-shop',
    title: 'Web shop',
    owner: 'group:default/web',
    status: 'none',
    paths: [],
    starts: 0,
    lastStartAt: undefined,
    lastStartMs: undefined,
    medianStartMs: undefined,
  }),
];

const address = () => screen.getByTestId('address');
const row = async (name: string) =>
  (await screen.findByText(name)).closest('tr') as HTMLElement;

describe('ReadinessPage', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.readiness = COMPONENTS;
  });

  const show = (at = '/workspaces/readiness', entities = [PROPOSE]) =>
    renderPage(<ReadinessPage />, api, {
      mountPath: '/workspaces/readiness',
      at,
      entities,
    });

  it('lists components with what was found, and how long they take to start', async () => {
    show();
    const ledger = within(await row('Ledger'));
    expect(ledger.getByText('With warnings')).toBeVisible();
    expect(ledger.getByText(/3:5: runArgs is refused/)).toBeVisible();
    expect(
      ledger.getByText('privileged, capAdd, runArgs, mounts and 1 more'),
    ).toHaveAttribute('title', 'privileged, capAdd, runArgs, mounts, init');
    expect(ledger.getByText('38 s')).toBeVisible();
    expect(ledger.getByText('12 starts')).toBeVisible();
    expect(within(await row('Web shop')).getByText('never')).toBeVisible();
    expect(screen.getByText('3 components')).toBeVisible();
  });

  it('sums them up, by team and by system', async () => {
    show();
    const totals = within(
      await screen.findByRole('region', { name: 'Totals' }),
    );
    expect(totals.getByText('2 of 3')).toBeVisible();
    expect(
      totals.getAllByRole('img', {
        name: 'Valid: 1, With warnings: 1, None: 1',
      }),
    ).not.toHaveLength(0);
    expect(totals.getByRole('link', { name: 'payments' })).toHaveAttribute(
      'href',
      '/workspaces/readiness?owner=group%3Adefault%2Fpayments',
    );
    await user.click(totals.getByRole('radio', { name: 'By system' }));
    expect(address()).toHaveTextContent('/workspaces/readiness?by=system');
    expect(await totals.findByRole('link', { name: 'shop' })).toHaveAttribute(
      'href',
      '/workspaces/readiness?system=system%3Adefault%2Fshop&by=system',
    );
  });

  it('reads filters from the address; the sums stay those of the team', async () => {
    show(
      '/workspaces/readiness?owner=group:default/payments&status=valid&q=api',
    );
    expect(await screen.findByText('Payments API')).toBeVisible();
    expect(screen.queryByText('Ledger')).not.toBeInTheDocument();
    expect(api.callsOf('getReadiness')[0]).toEqual([
      expect.objectContaining({
        owner: 'group:default/payments',
        status: 'valid',
        search: 'api',
      }),
    ]);
    const totals = within(screen.getByRole('region', { name: 'Totals' }));
    expect(totals.getAllByText('2 of 2')[0]).toBeVisible();
  });

  it('says when filters leave nothing, and shows all again', async () => {
    show('/workspaces/readiness?q=nonsense');
    await user.click(await screen.findByRole('button', { name: 'Show all' }));
    expect(await screen.findByText('Ledger')).toBeVisible();
    expect(address()).toHaveTextContent(/^\/workspaces\/readiness$/);
  });

  it('searches what is typed', async () => {
    show();
    await screen.findByText('Ledger');
    await user.type(
      screen.getByRole('searchbox', { name: 'Search by name' }),
      'shop',
    );
    await waitFor(() =>
      expect(screen.queryByText('Ledger')).not.toBeInTheDocument(),
    );
    expect(screen.getByText('Web shop')).toBeVisible();
  });

  it('goes on page by page', async () => {
    api.getReadiness = async ({ cursor } = {}) => ({
      items: [COMPONENTS[cursor ? 1 : 0]],
      ...(!cursor && { nextCursor: 'next' }),
    });
    show();
    expect(
      await screen.findByText('1 component, there are more'),
    ).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await screen.findByText('2 components')).toBeVisible();
    expect(screen.getByText('Ledger')).toBeVisible();
  });

  it('proposes a devcontainer.json where there is none, in the form of the software template', async () => {
    show();
    const link = await screen.findByRole('link', {
      name: 'Propose a devcontainer.json for Web shop',
    });
    const url = new URL(link.getAttribute('href')!, 'http://localhost');
    expect(url.pathname).toBe('/create/templates/default/add-dev-environment');
    expect(url.searchParams.get('formData')).toBe(
      '{"component":"component:default/web-shop"}',
    );
    expect(screen.getAllByText('Propose one')).toHaveLength(1);
  });

  it('proposes nothing where the portal has no such template', async () => {
    show(undefined, []);
    await screen.findByText('Web shop');
    expect(screen.queryByText('Propose one')).not.toBeInTheDocument();
  });

  it('says what the page is for while the catalog has no components', async () => {
    api.readiness = [];
    show();
    expect(await screen.findByText('No components yet')).toBeVisible();
    expect(screen.queryByRole('searchbox')).not.toBeInTheDocument();
  });

  it('says what is wrong, and tries again', async () => {
    api.fail('getReadiness', new ServiceUnavailableError('No database'));
    show();
    const failure = within(await screen.findByRole('alert'));
    expect(
      failure.getByText('The readiness of components could not be read'),
    ).toBeVisible();
    api.fail('getReadiness', undefined);
    await user.click(failure.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Ledger')).toBeVisible();
  });

  it('tells who may not read it so', async () => {
    api.fail('getReadiness', new NotAllowedError('Not for you'));
    show();
    expect(await screen.findByText('Not for you')).toBeVisible();
  });
});
