import { TestApiProvider, mockApis } from '@backstage/frontend-test-utils';
import { configApiRef, storageApiRef } from '@backstage/frontend-plugin-api';
import { scmAuthApiRef } from '@backstage/integration-react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FakeCdeApi, aWorkspace } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/render';
import { useGitTokenKeeper } from '../../hooks/useGitTokens';
import { useLaunch } from '../../hooks/useLaunch';
import { browser } from '../../lib/browser';
import { GitAccess } from './GitAccess';

const TOKEN = 'a-token-of-the-host';

describe('Git access', () => {
  const user = userEvent.setup({ delay: null });
  let api: FakeCdeApi;
  let getCredentials: jest.Mock;
  let storage: ReturnType<typeof mockApis.storage>;

  beforeEach(() => {
    api = new FakeCdeApi();
    getCredentials = jest.fn(async () => ({ token: TOKEN, headers: {} }));
    storage = mockApis.storage();
  });
  afterEach(() => jest.restoreAllMocks());

  /** In a portal with these sign-in providers. */
  const renderWith = (element: JSX.Element, providers: string[] = []) =>
    renderPage(
      <TestApiProvider
        apis={[
          [
            configApiRef,
            mockApis.config({
              data: {
                auth: {
                  providers: Object.fromEntries(
                    providers.map(name => [name, {}]),
                  ),
                },
              },
            }),
          ],
          [scmAuthApiRef, { getCredentials }],
          [storageApiRef, storage],
        ]}
      >
        {element}
      </TestApiProvider>,
      api,
    );
  const open = async (providers?: string[]) => {
    renderWith(<GitAccess />, providers);
    await user.click(await screen.findByRole('button', { name: /Git access/ }));
    return screen.findByRole('region', { name: 'Git hosts' });
  };

  it('asks for nothing until it is opened', async () => {
    renderWith(<GitAccess />);
    await screen.findByRole('button', { name: /Git access/ });
    expect(api.calls).toEqual([]);
  });

  it('signs in to a host, and takes the token back for good', async () => {
    const hosts = await open(['github']);
    await user.click(
      await within(hosts).findByRole('button', {
        name: 'Sign in to github.com',
      }),
    );
    expect(
      await within(hosts).findByText(/Reached as you, until/),
    ).toBeVisible();
    expect(getCredentials).toHaveBeenCalledWith({
      url: 'https://github.com',
      additionalScope: { repoWrite: true },
      instantPopup: true,
    });
    expect(api.callsOf('setGitToken')).toEqual([
      [{ host: 'github.com', token: TOKEN }],
    ]);
    await user.click(
      within(hosts).getByRole('button', { name: 'Take back: github.com' }),
    );
    await waitFor(() =>
      expect(
        within(hosts).queryByText(/Reached as you/),
      ).not.toBeInTheDocument(),
    );
    expect(storage.forBucket('cde-git').snapshot('declined').value).toEqual([
      'github.com',
    ]);
  });

  it('says why a sign-in failed', async () => {
    getCredentials.mockRejectedValue(
      new Error('Login failed, popup was closed'),
    );
    const hosts = await open(['github']);
    await user.click(
      await within(hosts).findByRole('button', {
        name: 'Sign in to github.com',
      }),
    );
    expect(await within(hosts).findByText(/popup was closed/)).toBeVisible();
    expect(api.callsOf('setGitToken')).toEqual([]);
  });

  it('takes a token by hand where nobody can sign in, hidden while it is typed', async () => {
    const hosts = await open(['oidc']);
    expect(
      await within(hosts).findByRole('button', {
        name: 'Enter a token for git.acme.example',
      }),
    ).toBeVisible();
    expect(within(hosts).queryByRole('button', { name: /Sign in/ })).toBeNull();
    await user.click(
      within(hosts).getByRole('button', {
        name: 'Enter a token for git.acme.example',
      }),
    );
    const dialog = await screen.findByRole('dialog');
    const field = within(dialog).getByLabelText('Token');
    expect(field).toHaveAttribute('type', 'password');
    const save = within(dialog).getByRole('button', { name: 'Save' });
    expect(save).toBeDisabled();
    await user.type(field, ` ${TOKEN} `);
    await user.type(within(dialog).getByLabelText('User name'), 'ana');
    await user.click(save);
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.callsOf('setGitToken')).toEqual([
      [{ host: 'git.acme.example', token: TOKEN, username: 'ana' }],
    ]);
    expect(document.body.innerHTML).not.toContain(TOKEN);
  });

  it('takes keys, shows their fingerprints alone, and why one is refused', async () => {
    await open();
    const keys = screen.getByRole('region', { name: 'Keys' });
    await user.click(
      await within(keys).findByRole('button', { name: 'Set: Signing key' }),
    );
    const dialog = await screen.findByRole('dialog');
    api.fail(
      'setGitSecret',
      Object.assign(new Error('The key has a passphrase'), {
        name: 'InputError',
      }),
    );
    await user.type(
      within(dialog).getByLabelText('Private key'),
      'a private key',
    );
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(
      await within(dialog).findByText('The key has a passphrase'),
    ).toBeVisible();
    api.fail('setGitSecret', undefined);
    await user.click(within(dialog).getByRole('button', { name: 'Save' }));
    expect(
      await within(keys).findByText(/ssh-ed25519 SHA256:abc/),
    ).toBeVisible();
    expect(document.body.innerHTML).not.toContain('a private key');
    await user.click(
      within(keys).getByRole('button', { name: 'Take back: Signing key' }),
    );
    expect(
      await within(keys).findByText(/commits are not signed/),
    ).toBeVisible();
  });

  it('says why nothing can be kept, and offers nothing then', async () => {
    const unavailable = {
      reason: 'NoSealingKey',
      message: 'No key to seal with',
      cure: 'Set one',
    };
    api.gitTokens = { ...api.gitTokens, unavailable };
    api.gitSecrets = { items: [], unavailable };
    const hosts = await open(['github']);
    expect(await within(hosts).findByText('No key to seal with')).toBeVisible();
    expect(within(hosts).queryAllByRole('button')).toEqual([]);
    const keys = screen.getByRole('region', { name: 'Keys' });
    expect(
      await within(keys).findByText(/commits are not signed/),
    ).toBeVisible();
    expect(within(keys).queryAllByRole('button')).toEqual([]);
  });

  describe('while pages are open', () => {
    const Keeper = () => {
      useGitTokenKeeper();
      return null;
    };

    it('brings the tokens of hosts that the person is signed in to, without asking', async () => {
      getCredentials.mockImplementation(async ({ url }) => {
        if (url !== 'https://github.com') throw new Error('No auth provider');
        return { token: TOKEN, headers: {} };
      });
      renderWith(<Keeper />, ['github', 'gitlab']);
      await waitFor(() =>
        expect(api.callsOf('setGitToken')).toEqual([
          [{ host: 'github.com', token: TOKEN }],
        ]),
      );
      for (const [request] of getCredentials.mock.calls) {
        expect(request.optional).toBe(true);
      }
    });

    it('brings nothing where nobody is signed in, or took it back', async () => {
      getCredentials.mockResolvedValue({ token: '', headers: {} });
      await storage.forBucket('cde-git').set('declined', ['git.acme.example']);
      renderWith(<Keeper />, ['github', 'gitlab']);
      await waitFor(() => expect(getCredentials).toHaveBeenCalledTimes(1));
      expect(getCredentials.mock.calls[0][0].url).toBe('https://github.com');
      expect(api.callsOf('setGitToken')).toEqual([]);
    });

    it('costs nothing where the portal signs in to no git host', async () => {
      renderWith(<Keeper />, ['oidc']);
      await new Promise(resolve => setTimeout(resolve, 50));
      expect(api.calls).toEqual([]);
      expect(getCredentials).not.toHaveBeenCalled();
    });
  });

  describe('at the click', () => {
    const Click = () => {
      const { launch } = useLaunch();
      const request = { component: 'component:default/a' };
      return (
        <button onClick={() => launch({ kind: 'create', request })}>Go</button>
      );
    };
    const click = async (providers: string[]) => {
      jest.spyOn(browser, 'openTab').mockReturnValue(null);
      api.workspaces = [aWorkspace()];
      renderWith(<Click />, providers);
      await user.click(await screen.findByRole('button', { name: 'Go' }));
    };

    it('gives the token before the workspace is asked for', async () => {
      await click(['github']);
      await waitFor(() =>
        expect(api.callsOf('createWorkspace')).toHaveLength(1),
      );
      const order = api.calls.map(([method]) => method);
      expect(order.indexOf('setGitToken')).toBeGreaterThanOrEqual(0);
      expect(order.indexOf('setGitToken')).toBeLessThan(
        order.indexOf('createWorkspace'),
      );
      const [[request]] = api.callsOf('createWorkspace');
      expect(JSON.stringify(request)).not.toContain(TOKEN);
    });

    it.each<[string, () => void]>([
      [
        'the host fails',
        () => getCredentials.mockRejectedValue(new Error('x')),
      ],
      [
        'the host never answers',
        () => getCredentials.mockReturnValue(new Promise(() => {})),
      ],
      ['the backend refuses', () => api.fail('setGitToken', new Error('x'))],
      [
        'the backend tells nothing',
        () => api.fail('listGitTokens', new Error('x')),
      ],
    ])('goes on where %s', async (_, given) => {
      given();
      await click(['github']);
      await waitFor(
        () => expect(api.callsOf('createWorkspace')).toHaveLength(1),
        { timeout: 5000 },
      );
    });

    it('asks nobody where the portal signs in to no git host', async () => {
      await click(['oidc']);
      await waitFor(() =>
        expect(api.callsOf('createWorkspace')).toHaveLength(1),
      );
      expect(api.callsOf('listGitTokens')).toEqual([]);
    });
  });
});
