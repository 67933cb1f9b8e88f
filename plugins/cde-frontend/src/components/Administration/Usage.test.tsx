import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, aUsageReport } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { Usage } from './Usage';

describe('usage', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  // Charts ask how much room there is; jsdom lays nothing out.
  beforeAll(() => {
    global.ResizeObserver ??= class {
      observe() {}
      unobserve() {}
      disconnect() {}
    };
  });
  beforeEach(() => {
    api = new FakeCdeApi();
  });

  const render = (search = '') =>
    renderPage(<Usage />, api, { at: `/${search}` });

  it('shows sums by group, figures, and the charts as a table', async () => {
    render();
    const row = await screen.findByRole('row', { name: /Payments/ });
    expect(row).toHaveTextContent(/Payments€41.207320641282?4?/);
    expect(screen.getByText('1.7 used now')).toBeVisible();
    expect(screen.getByText('5.2 GiB used now')).toBeVisible();
    await user.click(
      screen.getByRole('button', { name: 'The charts as a table' }),
    );
    const series = screen
      .getAllByRole('table')
      .find(table => within(table).queryByText('Time'))!;
    expect(within(series).getAllByRole('row')).toHaveLength(25);
  });

  it('says so where no cluster measures what is used', async () => {
    api.usage = () => aUsageReport({ measured: undefined });
    render();
    expect(await screen.findAllByText('no cluster measures it')).toHaveLength(
      2,
    );
  });

  it('asks for what the address says', async () => {
    render('?by=owner&from=2026-11-01&to=2026-11-02');
    await waitFor(() => expect(api.callsOf('getUsage')).toHaveLength(1));
    expect(api.callsOf('getUsage')[0][0]).toEqual({
      by: 'owner',
      from: new Date('2026-11-01T00:00:00').toISOString(),
      to: new Date('2026-11-03T00:00:00').toISOString(),
    });
  });

  it('writes the choice into the address', async () => {
    render();
    await screen.findByRole('row', { name: /Payments/ });
    await user.click(screen.getByRole('button', { name: /By group/ }));
    await user.click(await screen.findByRole('option', { name: 'By system' }));
    await waitFor(() =>
      expect(screen.getByTestId('address')).toHaveTextContent('?by=system'),
    );
    await waitFor(() =>
      expect(api.callsOf('getUsage').at(-1)?.[0]).toMatchObject({
        by: 'system',
      }),
    );
  });

  it('says so where nothing was used', async () => {
    api.usage = () => aUsageReport({ rows: [], series: [] });
    render();
    expect(
      await screen.findByText('Nothing was used in this time.'),
    ).toBeVisible();
  });

  it('says why it cannot be read, and tries again', async () => {
    api.fail('getUsage', new TypeError('Failed to fetch'));
    render();
    await screen.findByText('The usage could not be read');
    api.fail('getUsage', undefined);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('row', { name: /Payments/ })).toBeVisible();
  });
});
