import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { jest } from '@jest/globals'; // not a global in an ES module

jest.setTimeout(60_000);

const run = promisify(execFile);
const TOKEN = 'token-of-the-tests';
/** An address of this machine that pods could reach, if it has one. */
const outward = Object.values(os.networkInterfaces())
  .flat()
  .find(entry => entry && !entry.internal && entry.family === 'IPv4')?.address;
const CLIENT = `Basic ${Buffer.from('backstage:client-secret').toString(
  'base64',
)}`;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

describe('the example services', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'example-services-'));
  let child: ChildProcess;
  let gitUrl: string;
  let issuer: string;
  const env: NodeJS.ProcessEnv = {};

  async function start() {
    child = spawn(
      process.execPath,
      [path.join(import.meta.dirname, 'main.ts')],
      {
        env,
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    await new Promise<void>((resolve, reject) => {
      child.once('exit', code => reject(new Error(`ended with ${code}`)));
      child.stdout!.setEncoding('utf8').on('data', text => {
        output += text;
        if (output.includes('identity provider:')) resolve();
      });
    });
  }

  async function stop(): Promise<number> {
    const started = Date.now();
    child.removeAllListeners('exit');
    const exited = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGTERM');
    await exited;
    return Date.now() - started;
  }

  const git = async (...args: string[]) =>
    (
      await run('git', args, {
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          GIT_TERMINAL_PROMPT: '0',
          GIT_AUTHOR_NAME: 'T',
          GIT_AUTHOR_EMAIL: 't@example.org',
          GIT_COMMITTER_NAME: 'T',
          GIT_COMMITTER_EMAIL: 't@example.org',
        },
      })
    ).stdout;

  beforeAll(async () => {
    const [gitPort, identityPort] = [await freePort(), await freePort()];
    Object.assign(env, {
      PATH: process.env.PATH,
      CDE_STATE: path.join(folder, 'state'),
      CDE_GIT_TOKEN: TOKEN,
      CDE_OIDC_SECRET: 'client-secret',
      CDE_PORT: '4000',
      CDE_GIT_PORT: String(gitPort),
      CDE_IDENTITY_PORT: String(identityPort),
      CDE_HOST_ADDRESS: outward ?? '192.0.2.1',
    });
    gitUrl = `http://localhost:${gitPort}`;
    issuer = `http://localhost:${identityPort}`;
    await start();
  });

  afterAll(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });

  describe('the git host', () => {
    it('has the same history everywhere', async () => {
      const clone = path.join(folder, 'history');
      await git('clone', '--quiet', `${gitUrl}/acme/payments-api.git`, clone);
      const log = await git(
        '-C',
        clone,
        'log',
        '--format=%an %ad %s',
        '--date=iso',
        'origin/feature/refunds',
      );
      expect(log.trim().split('\n')).toEqual([
        'Ana Souza 2026-01-14 09:00:00 +0000 Refunds give the fee back',
        'Petra Novak 2026-01-13 09:00:00 +0000 First version',
        'Petra Novak 2026-01-12 09:00:00 +0000 Describe payments-api',
      ]);
      expect(
        await git('-C', clone, 'ls-files', '--stage', 'src/fees.js'),
      ).toMatch(/^100644/);
    });

    it('serves shallow and partial clones, and single commits', async () => {
      const clone = path.join(folder, 'shallow');
      await git(
        'clone',
        '--quiet',
        '--depth=1',
        '--filter=blob:none',
        '--no-checkout',
        `${gitUrl}/acme/storefront-web`,
        clone,
      );
      expect(
        (await git('-C', clone, 'rev-list', '--count', 'HEAD')).trim(),
      ).toBe('1');
      const [head] = (
        await git('ls-remote', `${gitUrl}/acme/storefront-web`, 'HEAD')
      ).split('\t');
      await git('-C', clone, 'fetch', '--quiet', '--depth=1', 'origin', head);
    });

    it('takes pushes, also large ones, from those who have the token', async () => {
      const clone = path.join(folder, 'push');
      await git('clone', '--quiet', `${gitUrl}/acme/gift-cards.git`, clone);
      // More than git sends in one piece, and not compressible.
      writeFileSync(path.join(clone, 'large'), randomBytes(2 * 1024 * 1024));
      await git('-C', clone, 'add', 'large');
      await git('-C', clone, 'commit', '--quiet', '-m', 'Large');
      await expect(git('-C', clone, 'push', '--quiet')).rejects.toThrow(
        /could not read Username/,
      );
      const withPassword = (password: string) =>
        gitUrl.replace('//', `//developer:${password}@`);
      await expect(
        git(
          '-C',
          clone,
          'push',
          '--quiet',
          `${withPassword('wrong')}/acme/gift-cards.git`,
        ),
      ).rejects.toThrow(/Authentication failed/);
      await git(
        '-C',
        clone,
        'push',
        '--quiet',
        `${withPassword(TOKEN)}/acme/gift-cards.git`,
        'HEAD:refs/heads/large',
      );
      expect(
        await git(
          'ls-remote',
          `${gitUrl}/acme/gift-cards.git`,
          'refs/heads/large',
        ),
      ).not.toBe('');
    });

    it('unpacks compressed requests', async () => {
      const body = gzipSync('0014command=ls-refs\n0000');
      const answer = await fetch(
        `${gitUrl}/acme/gift-cards.git/git-upload-pack`,
        {
          method: 'POST',
          headers: {
            'content-type': 'application/x-git-upload-pack-request',
            'content-encoding': 'gzip',
            'git-protocol': 'version=2',
          },
          body,
        },
      );
      expect(answer.status).toBe(200);
      expect(await answer.text()).toContain('refs/heads/main');
    });

    describe('for repositories that do not exist yet', () => {
      const clone = path.join(folder, 'new');
      const url = (name: string, password = TOKEN) =>
        `${gitUrl.replace('//', `//developer:${password}@`)}/${name}.git`;
      const push = (name: string, branch: string, password?: string) =>
        git(
          '-C',
          clone,
          'push',
          '--quiet',
          url(name, password),
          `HEAD:refs/heads/${branch}`,
        );

      beforeAll(async () => {
        await git('init', '--quiet', clone);
        writeFileSync(path.join(clone, 'a b.html'), '<script>1</script>\n');
        symlinkSync('/etc/passwd', path.join(clone, 'link'));
        await git('-C', clone, 'add', '.');
        await git('-C', clone, 'commit', '--quiet', '-m', 'First');
      });

      it('makes one of the first push that has the token', async () => {
        await expect(push('acme/made', 'main', 'wrong')).rejects.toThrow(
          /Authentication failed/,
        );
        expect((await fetch(`${gitUrl}/acme/made`)).status).toBe(404);
        await push('acme/made', 'main');
        expect(await git('ls-remote', '--symref', url('acme/made'))).toMatch(
          /^ref: refs\/heads\/main\tHEAD/,
        );
        expect(await (await fetch(gitUrl)).text()).toContain('acme/made');
      });

      it('takes the first branch for the default one, and makes it once', async () => {
        await push('new-team/trunk', 'trunk');
        expect(
          await git('ls-remote', '--symref', url('new-team/trunk')),
        ).toMatch(/^ref: refs\/heads\/trunk\tHEAD/);
        await Promise.all([
          push('acme/twice', 'one'),
          push('acme/twice', 'two'),
        ]);
        const refs = await git('ls-remote', '--heads', url('acme/twice'));
        expect(refs.trim().split('\n')).toHaveLength(2);
      });

      it.each([
        ['acme/.hidden', 404],
        ['acme/-option', 404],
        ['acme/..', 404],
        ['acme/a%2fb', 404],
        ['acme/a/b', 404],
        [`acme/${'x'.repeat(101)}`, 404],
        ['only-one-part', 404],
      ])('does not make %s', async (name, status) => {
        const answer = await fetch(
          `${gitUrl}/${name}.git/info/refs?service=git-receive-pack`,
          {
            headers: {
              authorization: `Basic ${btoa(`developer:${TOKEN}`)}`,
            },
          },
        );
        expect(answer.status).toBe(status);
      });

      it('makes nothing of a clone or of a push without its first request', async () => {
        await expect(git('ls-remote', url('acme/nothing'))).rejects.toThrow(
          /not found/,
        );
        const { status } = await fetch(
          `${gitUrl}/acme/nothing.git/git-receive-pack`,
          {
            method: 'POST',
            headers: {
              authorization: `Basic ${btoa(`developer:${TOKEN}`)}`,
            },
          },
        );
        expect(status).toBe(404);
        expect((await fetch(`${gitUrl}/acme/nothing`)).status).toBe(404);
      });

      it('gives files as they are, by branches with slashes too', async () => {
        await push('acme/made', 'feature/x');
        for (const branch of ['main', 'feature/x']) {
          const answer = await fetch(
            `${gitUrl}/acme/made/raw/${branch}/a%20b.html`,
          );
          expect(await answer.text()).toBe('<script>1</script>\n');
          expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
          expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
          const again = await fetch(answer.url, {
            headers: { 'if-none-match': answer.headers.get('etag')! },
          });
          expect(again.status).toBe(304);
        }
      });

      it.each([
        'main/link',
        'main/nothing',
        'main/..%2f..%2fidentity%2fkeys.json',
        'other/README.md',
        'HEAD/a%20b.html',
        'main',
        'main/',
        'main/%zz',
        'main/a%00',
        '--output=x/y',
      ])('gives no %s', async place => {
        const { status } = await fetch(`${gitUrl}/acme/made/raw/${place}`);
        expect(status).toBe(404);
      });
    });

    it.each([
      ['/acme/nothing.git/info/refs?service=git-upload-pack', 404],
      ['/acme/..%2fidentity/info/refs?service=git-upload-pack', 404],
      ['/acme/gift-cards.git/info/refs?service=git-receive-pack', 401],
      ['/acme/gift-cards.git/info/refs', 403],
      ['/acme/gift-cards.git/git-upload-pack', 405],
      ['/acme/gift-cards.git/config', 404],
      ['/acme/gift-cards.git/objects/info/packs', 404],
      ['/acme/gift-cards?path=../../identity/keys.json', 404],
      ['/acme/gift-cards?ref=--output=x', 404],
    ])('answers %s with %d', async (url, status) => {
      expect((await fetch(`${gitUrl}${url}`)).status).toBe(status);
    });

    it('shows repositories, folders and files to people', async () => {
      const text = async (url: string) =>
        (await fetch(`${gitUrl}${url}`)).text();
      expect(await text('/')).toContain('href="/acme/payments-api"');
      expect(await text('/acme/payments-api.git')).toContain('feature/refunds');
      expect(await text('/acme/payments-api?path=src')).toContain(
        'src/fees.js',
      );
      expect(await text('/acme/payments-api?path=src/server.js')).toContain(
        '=&gt;',
      );
    });

    // Skipped only on a machine without any network, which has no such address.
    (outward ? describe : describe.skip)('seen from pods', () => {
      it('is reachable, unlike the identity provider', async () => {
        const { port } = new URL(gitUrl);
        await expect(
          git('ls-remote', `http://${outward}:${port}/acme/gift-cards.git`),
        ).resolves.toContain('refs/heads/main');
        await expect(
          fetch(`http://${outward}:${new URL(issuer).port}/`),
        ).rejects.toThrow('fetch failed');
      });
    });
  });

  describe('the identity provider', () => {
    /** The authorization code flow as the portal and a browser perform it. */
    async function signIn(user: string) {
      const cookies = new Map<string, string>();
      const browse = async (url: string, init: RequestInit = {}) => {
        const headers = {
          ...init.headers,
          cookie: [...cookies].map(pair => pair.join('=')).join('; '),
        };
        const answer = await fetch(new URL(url, issuer), {
          ...init,
          headers,
          redirect: 'manual',
        });
        for (const cookie of answer.headers.getSetCookie()) {
          const [name, value] = cookie.split(';')[0].split(/=(.*)/s);
          cookies.set(name, value);
        }
        return answer;
      };
      const query = new URLSearchParams({
        client_id: 'backstage',
        response_type: 'code',
        redirect_uri: 'http://localhost:4000/api/auth/oidc/handler/frame',
        scope: 'openid profile email',
        prompt: 'login',
        state: 's',
      });
      const page = (await browse(`/auth?${query}`)).headers.get('location')!;
      const form = await (await browse(page)).text();
      const chosen = await browse(page, {
        method: 'POST',
        body: new URLSearchParams({ user }),
      });
      const resumed =
        chosen.status === 303
          ? await browse(chosen.headers.get('location')!)
          : undefined;
      const callback = resumed?.headers.get('location');
      return {
        form,
        status: chosen.status,
        callback: callback ? new URL(callback) : undefined,
      };
    }

    async function tokens(parameters: Record<string, string>) {
      const answer = await fetch(`${issuer}/token`, {
        method: 'POST',
        headers: { authorization: CLIENT },
        body: new URLSearchParams(parameters),
      });
      return (await answer.json()) as {
        access_token: string;
        refresh_token: string;
        error?: string;
      };
    }

    it('signs a chosen user in, who stays so over a restart', async () => {
      const { callback } = await signIn('ana');
      const code = callback?.searchParams.get('code') ?? '';
      const redirect_uri = 'http://localhost:4000/api/auth/oidc/handler/frame';
      const first = await tokens({
        grant_type: 'authorization_code',
        code,
        redirect_uri,
      });
      const user = await fetch(`${issuer}/me`, {
        headers: { authorization: `Bearer ${first.access_token}` },
      });
      expect(await user.json()).toEqual({
        sub: 'ana',
        name: 'Ana Souza',
        preferred_username: 'ana',
        email: 'ana@acme.example',
        email_verified: true,
      });

      await stop();
      await start();
      const { refresh_token } = first;
      expect(
        await tokens({ grant_type: 'refresh_token', refresh_token }),
      ).toHaveProperty('access_token');
      expect(
        await tokens({ grant_type: 'authorization_code', code, redirect_uri }),
      ).toMatchObject({ error: 'invalid_grant' });
    });

    it('offers the example users and refuses others', async () => {
      const { form, status } = await signIn('mallory');
      expect(form).toContain('Ana Souza');
      expect(form).toContain('Otto Weiss');
      expect(status).toBe(400);
    });
  });

  it('ends at once', async () => {
    expect(await stop()).toBeLessThan(5000);
    await start();
  });
});
