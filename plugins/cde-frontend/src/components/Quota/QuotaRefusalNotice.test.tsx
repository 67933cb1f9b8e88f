import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  FakeCdeApi,
  aQuotaRefusal,
  aWorkspace,
  quotaError,
} from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { FailureNotice } from './FailureNotice';

describe('a refusal over a limit', () => {
  const user = userEvent.setup({ delay: null });
  const retry = jest.fn();
  let api: FakeCdeApi;

  beforeEach(() => {
    retry.mockReset();
    api = new FakeCdeApi();
    api.workspaces = [aWorkspace({ id: 'a' })];
  });

  const renderRefusal = (refusal = aQuotaRefusal()) =>
    renderPage(
      <FailureNotice
        error={quotaError(refusal)}
        title="It failed"
        onRetry={retry}
      />,
      api,
    );

  it('says which limit, whose, and what uses it', async () => {
    renderRefusal();
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent(
      /Limit for each user: 2 of 2 running, this would add 1/,
    );
    const holders = within(
      screen.getByRole('list', { name: 'What uses it' }),
    ).getAllByRole('listitem');
    expect(
      within(holders[0]).getByRole('link', { name: 'payments-api-main' }),
    ).toHaveAttribute('href', '/workspaces/a');
    expect(holders[1]).toHaveTextContent('A workspace that you may not see');
    expect(within(holders[1]).queryByRole('button')).not.toBeInTheDocument();
  });

  it('stops one, follows it until there is room, and tries again', async () => {
    const { signals } = renderRefusal();
    await user.click(
      await screen.findByRole('button', { name: 'Stop payments-api-main' }),
    );
    expect(
      await screen.findByText('payments-api-main is stopping'),
    ).toBeVisible();
    expect(api.callsOf('stopWorkspace')).toEqual([['a']]);
    api.change('a', { phase: 'Stopped' });
    await signals.announce({ type: 'workspace-changed', id: 'a' });
    expect(
      await screen.findByText('payments-api-main has stopped'),
    ).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledTimes(1);
  });

  it('deletes only after a second word', async () => {
    renderRefusal();
    await user.click(
      await screen.findByRole('button', { name: 'Delete payments-api-main…' }),
    );
    expect(
      screen.getByText(/files that are not pushed are lost/),
    ).toBeVisible();
    expect(screen.getByRole('button', { name: 'Keep it' })).toHaveFocus();
    await user.click(screen.getByRole('button', { name: 'Keep it' }));
    expect(api.callsOf('deleteWorkspace')).toEqual([]);

    await user.click(
      screen.getByRole('button', { name: 'Delete payments-api-main…' }),
    );
    await user.click(screen.getByRole('button', { name: 'Delete for good' }));
    await waitFor(() =>
      expect(api.callsOf('deleteWorkspace')).toEqual([['a']]),
    );
    expect(
      await screen.findByText('payments-api-main is being deleted'),
    ).toBeVisible();
  });

  it('offers nothing that the user may not do', async () => {
    const [exceeded] = aQuotaRefusal().exceeded;
    renderRefusal({
      exceeded: [
        {
          ...exceeded,
          holders: exceeded.holders.map(holder => ({ ...holder, allowed: [] })),
        },
      ],
    });
    expect(await screen.findByText(/not yours to stop/)).toBeVisible();
    expect(
      screen.queryByRole('button', { name: /Stop|Delete/ }),
    ).not.toBeInTheDocument();
  });

  it('says why one could not be stopped', async () => {
    api.fail('stopWorkspace', new Error('The database is away.'));
    renderRefusal();
    await user.click(
      await screen.findByRole('button', { name: 'Stop payments-api-main' }),
    );
    expect(await screen.findByText('The database is away.')).toBeVisible();
  });
});
