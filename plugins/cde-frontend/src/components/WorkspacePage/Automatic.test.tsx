import { NotAllowedError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, PARAMETERS, aWorkspace, inMs } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { WorkspacePage } from './WorkspacePage';

const ID = aWorkspace().id;
const MINUTE = 60_000;

describe('what happens by itself', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.workspaces = [
      aWorkspace({
        allowed: ['open', 'stop', 'keep'],
        deadlines: [
          inMs(4 * MINUTE, { act: 'idle-stop', warned: true }),
          inMs(600 * MINUTE, { act: 'lifetime-stop', canKeep: false }),
        ],
      }),
    ];
  });

  const renderAt = (search = '') =>
    renderPage(<WorkspacePage />, api, {
      mountPath: '/workspaces/:id/*',
      at: `/workspaces/${ID}${search}`,
    });
  const keep = () =>
    screen.findByRole('button', { name: 'Keep running: payments-api-main' });

  it('is put off with a button, where it can be', async () => {
    renderAt();
    const button = await keep();
    expect(screen.getByText(/^Stops in .* unless used/)).toBeVisible();
    expect(screen.getByText(/the longest run is over then/)).toBeVisible();
    await user.click(button);
    await waitFor(() => expect(button).not.toBeInTheDocument());
    expect(api.callsOf('keepWorkspace')).toEqual([[ID]]);
    expect(screen.getByText(/the longest run is over then/)).toBeVisible();
  });

  it('only points at the button for those who come from a notice', async () => {
    renderAt('?keep=1');
    expect(await screen.findByText(/Nothing has changed yet/)).toBeVisible();
    expect(await keep()).toHaveFocus();
    expect(api.callsOf('keepWorkspace')).toEqual([]);
    await user.click(await keep());
    await waitFor(() =>
      expect(screen.queryByText(/Nothing has changed yet/)).toBeNull(),
    );
    expect(screen.getByTestId('address')).not.toHaveTextContent('keep');
  });

  it('says why it could not be put off', async () => {
    api.fail('keepWorkspace', new NotAllowedError('Not for you.'));
    renderAt();
    await user.click(await keep());
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'It could not be put off: Not for you.',
    );
    expect(await keep()).toBeEnabled();
  });

  it('is only shown to those who may not put it off', async () => {
    api.change(ID, { allowed: ['open'], relation: 'use' });
    renderAt('?keep=1');
    expect(await screen.findByText(/^Stops in .* unless used/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /^Keep/ })).toBeNull();
    expect(screen.queryByText(/Nothing has changed yet/)).toBeNull();
  });

  it('a start asks for what holds for it alone', async () => {
    jest.spyOn(window, 'open').mockReturnValue(null);
    api.change(ID, {
      phase: 'Stopped',
      desired: 'stopped',
      allowed: ['start'],
      deadlines: [],
      parameterSchema: PARAMETERS,
      parameters: { database: 'postgres', workers: 2 },
    });
    renderAt();
    await user.click(
      await screen.findByRole('button', { name: /^Start and open/ }),
    );
    const dialog = await screen.findByRole('dialog');
    await user.click(
      await within(dialog).findByRole('checkbox', { name: /example data/ }),
    );
    expect(within(dialog).queryByText('Workers')).toBeNull();
    expect(api.callsOf('startWorkspace')).toEqual([]);
    await user.click(
      within(dialog).getByRole('button', { name: 'Start and open' }),
    );
    await waitFor(() =>
      expect(api.callsOf('startWorkspace')).toEqual([
        [ID, { parameters: { seed: true } }],
      ]),
    );
  });
});
