import { Buffer } from 'node:buffer';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { gitEnvironment } from '../git/git.ts';
import { createRepositories, ORGANISATION } from '../git/repositories.ts';
import { users } from '../identity/users.ts';
import { GiteaProblem } from './build.ts';
import type { RunningGitea } from './server.ts';

/** The account that the portal and its webhooks use. */
export const PORTAL_USER = 'portal';

export interface SeedOptions {
  /** Folder with `repositories/` and `branches/`. */
  examples: string;
  /** Where the examples' histories are put together. */
  work: string;
  /** Of the portal's account. */
  password: string;
  /** Where the organisation's events go, and what they are signed with. */
  webhook: { url: string; secret: string };
}

/**
 * Brings the example organisation to a Gitea: accounts, repositories with their branches, and a webhook. What is
 * there already stays as it is, so that this can be repeated after an interruption.
 */
export async function seed(
  gitea: RunningGitea,
  options: SeedOptions,
): Promise<string[]> {
  const api = new GiteaApi(gitea.address, options.password);
  if (!(await api.signsIn())) {
    await gitea.admin(
      ...['user', 'create', '--admin', '--must-change-password=false'],
      ...['--username', PORTAL_USER, '--password', options.password],
      ...['--email', `${PORTAL_USER}@acme.example`],
    );
  }
  await seedPeople(api);
  const names = await seedRepositories(api, options);
  await seedWebhook(api, options.webhook);
  return names;
}

/** Commits are shown with their authors' accounts. Nobody signs in with them: they have no known password. */
async function seedPeople(api: GiteaApi): Promise<void> {
  for (const { name, displayName, email } of users) {
    if (await api.has(`/users/${name}`)) continue;
    await api.call('POST', '/admin/users', {
      username: name,
      full_name: displayName,
      email,
      password: crypto.randomUUID(),
      must_change_password: false,
    });
  }
  if (!(await api.has(`/orgs/${ORGANISATION}`)))
    await api.call('POST', '/orgs', {
      username: ORGANISATION,
      full_name: 'Acme',
    });
}

async function seedRepositories(
  api: GiteaApi,
  { examples, work }: SeedOptions,
): Promise<string[]> {
  const names = await createRepositories(examples, work);
  for (const name of names) {
    const at = `/repos/${ORGANISATION}/${name}`;
    if (!(await api.has(at)))
      await api.call('POST', `/orgs/${ORGANISATION}/repos`, {
        name,
        default_branch: 'main',
        private: false,
      });
    const { empty } = (await api.call('GET', at)) as { empty: boolean };
    if (empty)
      await api.push(
        path.join(work, ORGANISATION, `${name}.git`),
        `${ORGANISATION}/${name}.git`,
      );
  }
  return names;
}

async function seedWebhook(
  api: GiteaApi,
  { url, secret }: SeedOptions['webhook'],
): Promise<void> {
  const at = `/orgs/${ORGANISATION}/hooks`;
  const hooks = (await api.call('GET', at)) as Array<{
    config: { url: string };
  }>;
  if (hooks.some(({ config }) => config.url === url)) return;
  await api.call('POST', at, {
    type: 'gitea',
    active: true,
    config: { url, content_type: 'json', secret },
    events: ['push', 'create', 'delete', 'repository', 'pull_request'],
  });
}

/** Gitea's API (https://docs.gitea.com/api), as the portal's account. */
class GiteaApi {
  readonly #address: string;
  readonly #authorization: string;

  constructor(address: string, password: string) {
    this.#address = address;
    this.#authorization = `Basic ${Buffer.from(
      `${PORTAL_USER}:${password}`,
    ).toString('base64')}`;
  }

  async signsIn(): Promise<boolean> {
    return (await this.#fetch('GET', '/user')).ok;
  }

  async has(at: string): Promise<boolean> {
    const { ok, status } = await this.#fetch('GET', at);
    if (!ok && status !== 404) throw refused('GET', at, String(status));
    return ok;
  }

  async call(method: string, at: string, body?: object): Promise<unknown> {
    const response = await this.#fetch(method, at, body);
    const text = await response.text();
    if (!response.ok)
      throw refused(method, at, `${response.status} ${text.slice(0, 300)}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** Pushes all branches; the password is only in git's environment. */
  async push(repository: string, to: string): Promise<void> {
    const refs = 'refs/heads/*:refs/heads/*';
    await promisify(execFile)(
      'git',
      ['-C', repository, 'push', '--quiet', `${this.#address}/${to}`, refs],
      {
        env: {
          ...gitEnvironment,
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'http.extraHeader',
          GIT_CONFIG_VALUE_0: `Authorization: ${this.#authorization}`,
        },
      },
    );
  }

  #fetch(method: string, at: string, body?: object) {
    return fetch(`${this.#address}/api/v1${at}`, {
      method,
      headers: {
        authorization: this.#authorization,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(30_000),
    });
  }
}

function refused(method: string, at: string, answer: string): GiteaProblem {
  return new GiteaProblem(
    `Gitea answered ${method} ${at} with ${answer}.`,
    'Its log is that of the services. `npm run clean` begins anew.',
  );
}
