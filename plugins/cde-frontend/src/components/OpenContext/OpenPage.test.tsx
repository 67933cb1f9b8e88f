/* eslint-disable no-script-url -- hostile addresses are among what is tested */
import { InputError, NotAllowedError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  BROKEN_DEVCONTAINER,
  FakeCdeApi,
  OPTIONS,
  aChange,
  aContext,
  aPreview,
  aWorkspace,
} from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { OpenPage } from './OpenPage';

const URL_ASKED = 'https://github.com/acme/payments-api/tree/fix/timeouts';
const COMPONENT = 'component:default/payments-api';
const REF = { type: 'branch', name: 'fix/timeouts' } as const;

const renderAt = (api: FakeCdeApi, url?: string) =>
  renderPage(<OpenPage />, api, {
    mountPath: '/cde/open',
    at: `/cde/open${url ? `?url=${encodeURIComponent(url)}` : ''}`,
  });

/** A workspace of the branch that is asked for. */
const fitting = (changes: Parameters<typeof aWorkspace>[0] = {}) =>
  aWorkspace({
    name: 'payments-api-fix',
    repository: { url: 'https://github.com/acme/payments-api.git', ref: REF },
    ...changes,
  });

describe('OpenPage', () => {
  const open = jest.spyOn(window, 'open');
  const user = userEvent.setup({ delay: null });
  let tab: {
    opener: unknown;
    close: jest.Mock;
    location: { replace: jest.Mock };
  };
  let api: FakeCdeApi;

  beforeEach(() => {
    tab = {
      opener: window,
      close: jest.fn(),
      location: { replace: jest.fn() },
    };
    open.mockReset().mockReturnValue(tab as unknown as Window);
    api = new FakeCdeApi();
    api.contexts[URL_ASKED] = aContext();
    api.preview = () =>
      aPreview({
        name: 'payments-api-fix-timeouts',
        repository: {
          url: 'https://github.com/acme/payments-api.git',
          ref: REF,
        },
      });
  });

  it('asks for an address, and puts it into its own', async () => {
    renderAt(api);
    await waitFor(() =>
      expect(screen.getByText('Nothing is started yet')).toBeVisible(),
    );
    const look = screen.getByRole('button', { name: 'Show what it opens' });
    expect(look).toBeDisabled();
    await user.type(screen.getByLabelText('Address'), `  ${URL_ASKED} {Enter}`);
    expect(
      await screen.findByRole('heading', {
        name: 'payments-api · fix/timeouts',
      }),
    ).toBeVisible();
    expect(screen.getByTestId('address')).toHaveTextContent(
      `/cde/open?url=${encodeURIComponent(URL_ASKED)}`,
    );
    expect(api.callsOf('getContext')).toEqual([[URL_ASKED]]);
  });

  it('shows what will be made, and makes it only on a click', async () => {
    renderAt(api, URL_ASKED);
    const create = await screen.findByRole('button', {
      name: 'Create and open',
    });
    await waitFor(() => expect(create).toBeEnabled());
    expect(create).toHaveAccessibleDescription(
      /Creates and opens payments-api-fix-timeouts.*fix\/timeouts · Small/,
    );
    expect(
      screen.getByRole('link', { name: 'Payments API' }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('region', { name: 'What will be created' }),
    ).toHaveTextContent('payments-api-fix-timeouts');
    expect(open).not.toHaveBeenCalled();
    expect(api.callsOf('createWorkspace')).toEqual([]);

    await user.click(create);
    await waitFor(() => expect(tab.location.replace).toHaveBeenCalled());
    expect(open).toHaveBeenCalledWith('/workspaces/launch', '_blank');
    expect(tab.opener).toBeNull();
    expect(api.callsOf('createWorkspace')).toEqual([
      [
        expect.objectContaining({ component: COMPONENT, ref: REF }),
        expect.any(String),
      ],
    ]);
  });

  it('uses a workspace that fits, or makes another one where that is wanted', async () => {
    const stopped = fitting({ phase: 'Stopped' });
    api.workspaces = [stopped];
    api.contexts[URL_ASKED] = aContext({ workspaces: [stopped] });
    renderAt(api, URL_ASKED);
    expect(
      await screen.findByText('Starts and opens payments-api-fix'),
    ).toBeVisible();
    expect(screen.queryByText('What will be created')).not.toBeInTheDocument();

    await user.click(
      await screen.findByRole('button', { name: 'New workspace instead' }),
    );
    expect(
      await screen.findByText('Creates and opens payments-api-fix-timeouts'),
    ).toBeVisible();
    await user.click(
      screen.getByRole('button', { name: 'Use payments-api-fix' }),
    );
    await user.click(screen.getByRole('button', { name: 'Start and open' }));
    await waitFor(() =>
      expect(tab.location.replace).toHaveBeenCalledWith(
        `/workspaces/launch#${stopped.id}`,
      ),
    );
    expect(api.callsOf('startWorkspace')).toEqual([[stopped.id]]);
    expect(api.callsOf('createWorkspace')).toEqual([]);
  });

  it('tells of a pull request and where in it one looks', async () => {
    api.contexts[URL_ASKED] = aContext({
      subject: 'file',
      change: aChange({ draft: true, fork: true }),
      path: 'src/server.ts',
      line: 12,
    });
    renderAt(api, URL_ASKED);
    expect(
      await screen.findByRole('link', { name: '#42 Give up on slow banks' }),
    ).toHaveAttribute('href', 'https://github.com/acme/payments-api/pull/42');
    expect(screen.getByText('by ana · into main')).toBeVisible();
    expect(screen.getByText('Draft')).toBeVisible();
    expect(screen.getByText('From a fork')).toBeVisible();
    expect(screen.getByText('src/server.ts:12')).toBeVisible();
    expect(screen.getByText(/Press Ctrl\+P/)).toBeVisible();
  });

  it('makes no link of what is not one', async () => {
    api.contexts[URL_ASKED] = aContext({
      change: aChange({ url: 'javascript:alert(1)' }),
    });
    renderAt(api, URL_ASKED);
    expect(await screen.findByText('#42 Give up on slow banks')).toBeVisible();
    expect(
      screen.queryByRole('link', { name: /Give up on slow banks/ }),
    ).not.toBeInTheDocument();
  });

  it('lets one choose among the components of a repository', async () => {
    api.contexts[URL_ASKED] = aContext({
      components: [
        { ref: COMPONENT, title: 'Payments API', path: 'services/pay' },
        { ref: 'component:default/web', title: 'Web shop', path: 'web' },
      ],
    });
    renderAt(api, URL_ASKED);
    await user.click(
      await screen.findByRole('button', { name: /Payments API.*Component/ }),
    );
    const list = await screen.findByRole('listbox');
    expect(within(list).getAllByRole('option')).toHaveLength(3);
    await user.click(within(list).getByRole('option', { name: /Web shop/ }));
    await waitFor(() =>
      expect(api.callsOf('previewWorkspace').at(-1)).toEqual([
        { component: 'component:default/web', ref: REF },
      ]),
    );
    expect(api.callsOf('getOptions').at(-1)).toEqual(['component:default/web']);
  });

  it('opens what is not in the catalog from the repository alone', async () => {
    const repositoryUrl = 'https://github.com/acme/payments-api.git';
    api.contexts[URL_ASKED] = aContext({
      components: [],
      request: { repositoryUrl, ref: REF },
    });
    renderAt(api, URL_ASKED);
    expect(
      await screen.findByText(/No component that you may see/),
    ).toBeVisible();
    const create = screen.getByRole('button', { name: 'Create and open' });
    await waitFor(() => expect(create).toBeEnabled());
    await user.click(create);
    await waitFor(() =>
      expect(
        JSON.parse(JSON.stringify(api.callsOf('createWorkspace')[0][0])),
      ).toEqual({ repositoryUrl, ref: REF }),
    );
  });

  it.each([
    [
      'javascript:alert(1)',
      new InputError('Only http, https and ssh addresses are understood.'),
    ],
    [
      'https://evil.example/acme/x',
      new NotAllowedError(
        'evil.example is not a git host of this portal. Ask the platform team to add it.',
      ),
    ],
  ])('says why it does not open %s', async (url, error) => {
    api.fail('getContext', error);
    renderAt(api, url);
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('This address cannot be opened');
    expect(alert).toHaveTextContent(error.message);
    expect(alert).not.toHaveTextContent('You do not have the right');
    expect(screen.getByLabelText('Address')).toHaveValue(url);
    expect(document.querySelector('a[href^="javascript"]')).toBeNull();
    expect(
      screen.queryByRole('button', { name: 'Create and open' }),
    ).not.toBeInTheDocument();
  });

  it('tries again what could not be reached', async () => {
    api.fail('getContext', new TypeError('Failed to fetch'));
    renderAt(api, URL_ASKED);
    expect(await screen.findByText('Failed to fetch')).toBeVisible();
    api.fail('getContext', undefined);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('heading', {
        name: 'payments-api · fix/timeouts',
      }),
    ).toBeVisible();
  });

  it('says that it reads while it does', async () => {
    const release = api.hold('getContext');
    renderAt(api, URL_ASKED);
    await waitFor(() =>
      expect(screen.getByText(`Reading ${URL_ASKED}`)).toBeVisible(),
    );
    release();
    expect(
      await screen.findByRole('heading', {
        name: 'payments-api · fix/timeouts',
      }),
    ).toBeVisible();
  });

  it('does not offer to make what cannot be made', async () => {
    api.preview = () => aPreview({ devcontainer: BROKEN_DEVCONTAINER });
    const { unmount } = renderAt(api, URL_ASKED);
    expect(await screen.findByText(/has to be repaired first/)).toBeVisible();
    expect(
      screen.getByRole('button', { name: 'Create and open' }),
    ).toBeDisabled();
    unmount();

    api.options = {
      ...OPTIONS,
      unavailable: {
        reason: 'NotAllowed',
        message: 'You may not make workspaces here',
        cure: 'Ask the platform team for the permission',
      },
    };
    renderAt(api, URL_ASKED);
    expect(
      await screen.findByText('You may not make workspaces here'),
    ).toBeVisible();
    expect(
      screen.getByRole('button', { name: 'Create and open' }),
    ).toBeDisabled();
  });
});
