import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  FakeCdeApi,
  PARAMETERS,
  PRICED_CLASSES,
  OPTIONS,
  aWorkspace,
  quotaError,
} from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { WorkspacePage } from '../WorkspacePage';

const ID = aWorkspace().id;
const ALLOWED = ['open', 'stop', 'restart', 'configure'] as const;

describe('settings of a workspace', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;

  beforeEach(() => {
    api = new FakeCdeApi();
    api.options = { ...OPTIONS, resourceClasses: PRICED_CLASSES };
    api.workspaces = [
      aWorkspace({
        allowed: [...ALLOWED],
        templateRevision: 2,
        update: { revision: 3, note: 'Node 24', chosen: false },
        parameterSchema: PARAMETERS,
        parameters: { database: 'postgres', workers: 2 },
      }),
    ];
  });

  const renderSettings = async () => {
    const rendered = renderPage(<WorkspacePage />, api, {
      mountPath: '/workspaces/:id/*',
      at: `/workspaces/${ID}/settings`,
    });
    await screen.findByRole('heading', { name: 'What happens by itself' });
    return rendered;
  };
  const choose = async (field: RegExp, option: RegExp) => {
    await user.click(screen.getByRole('button', { name: field }));
    await user.click(await screen.findByRole('option', { name: option }));
  };
  const save = () => screen.getByRole('button', { name: 'Save' });

  it('saves only what was changed, within the ceilings', async () => {
    await renderSettings();
    expect(save()).toBeDisabled();
    await choose(/Stop when nobody uses it/, /^after 1.h$/);
    await user.click(screen.getByRole('button', { name: /Class/ }));
    const medium = await screen.findByRole('option', { name: /Medium/ });
    expect(medium).toHaveAccessibleDescription(/€0.08 per hour/);
    await user.click(medium);
    await user.click(save());
    await waitFor(() =>
      expect(api.callsOf('changeSettings')).toEqual([
        [ID, { resourceClass: 'medium', settings: { idleMinutes: 60 } }],
      ]),
    );
    await waitFor(() => expect(save()).toBeDisabled());
  });

  it('sets times of its own in the time zone of the browser, and says what is wrong with them', async () => {
    await renderSettings();
    await user.click(screen.getByRole('radio', { name: 'Times of its own' }));
    expect(await screen.findByText(/Give a time to start/)).toBeVisible();
    expect(save()).toBeDisabled();
    await user.type(screen.getByLabelText('Stop at'), '18:00');
    await user.click(screen.getByRole('checkbox', { name: 'Fri' }));
    await user.click(save());
    await waitFor(() =>
      expect(api.callsOf('changeSettings')).toEqual([
        [
          ID,
          {
            settings: {
              schedule: {
                timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
                days: ['mon', 'tue', 'wed', 'thu'],
                stop: '18:00',
              },
            },
          },
        ],
      ]),
    );
  });

  it('changes mutable parameters and shows the others', async () => {
    await renderSettings();
    const workers = await screen.findByLabelText(/Workers/);
    expect(save()).toBeDisabled();
    await user.clear(workers);
    expect(workers).toHaveValue('');
    await user.tab();
    expect(await screen.findByText('This is needed.')).toBeVisible();
    expect(save()).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Discard' }));
    expect(workers).toHaveValue('2');
    await user.clear(workers);
    await user.type(workers, '4');
    expect(screen.getByText('Database')).toBeVisible();
    expect(
      screen.queryByLabelText(/Load example data/),
    ).not.toBeInTheDocument();
    await user.click(save());
    await waitFor(() =>
      expect(api.callsOf('changeSettings')).toEqual([
        [ID, { parameters: { workers: 4 } }],
      ]),
    );
  });

  it('takes defaults for what was never given, which is no change', async () => {
    api.change(ID, { parameters: {} });
    await renderSettings();
    expect(await screen.findByLabelText(/Workers/)).toHaveValue('2');
    expect(screen.getByText('postgres')).toBeVisible();
    expect(save()).toBeDisabled();
  });

  it('shows what was changed elsewhere, and does not change it back', async () => {
    const { signals } = await renderSettings();
    const workers = await screen.findByLabelText(/Workers/);
    await user.type(screen.getByRole('textbox', { name: 'Name' }), '-2');
    api.change(ID, { parameters: { database: 'postgres', workers: 5 } });
    await signals.announce({ type: 'workspace-changed', id: ID });
    await waitFor(() => expect(workers).toHaveValue('5'));
    await user.click(save());
    await waitFor(() =>
      expect(api.callsOf('changeSettings')).toEqual([
        [ID, { name: 'payments-api-main-2' }],
      ]),
    );
  });

  it('applies an update at the next start, or with a restart', async () => {
    await renderSettings();
    expect(screen.getByText('Revision 3 is available: Node 24')).toBeVisible();
    await user.click(
      screen.getByRole('button', { name: 'Apply at the next start' }),
    );
    expect(
      await screen.findByText('Revision 3 is applied at the next start.'),
    ).toBeVisible();
    expect(api.callsOf('changeSettings')).toEqual([[ID, { update: true }]]);

    await user.click(
      screen.getByRole('button', { name: 'Apply and restart now…' }),
    );
    const dialog = await screen.findByRole('dialog', { name: /Restart/ });
    await user.click(within(dialog).getByRole('button', { name: 'Restart' }));
    await waitFor(() =>
      expect(api.callsOf('restartWorkspace')).toEqual([[ID]]),
    );
  });

  it('shows a limit that is in the way', async () => {
    api.fail('changeSettings', quotaError());
    await renderSettings();
    await choose(/Class/, /Medium/);
    await user.click(save());
    expect(await screen.findByText('A limit is in the way')).toBeVisible();
    expect(save()).toBeEnabled();
  });

  it('only shows them to those who may not change them', async () => {
    api.change(ID, { allowed: ['open'], relation: 'use' });
    await renderSettings();
    expect(screen.getByText(/but not change them/)).toBeVisible();
    expect(
      screen.queryByRole('button', { name: 'Save' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Apply at the next start' }),
    ).not.toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Name' })).toBeDisabled();
  });
});
