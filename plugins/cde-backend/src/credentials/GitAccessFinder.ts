import type { LoggerService } from '@backstage/backend-plugin-api';
import type { GitSecretKind } from '@backstage-cde/plugin-cde-common';
import type { GitHostConfig } from '../config';
import type { WorkspaceRecord } from '../workspaces';
import {
  CREDENTIALS_FILE,
  credentialLines,
  KEY_FILES,
  keySettings,
  SETTINGS_FILE,
} from './files';
import type { GivenAccess, OwnToken } from './GivenAccess';
import type { LentCredentials } from './LentCredentials';
import type { FindGitAccess, GitAccess, Login } from './types';

const RETRY_MS = 60_000;

type Entry = Login & { origins: string[] };

interface Lent {
  entries: Entry[];
  dueInMs: number | null;
}

/** Puts together what git in a workspace is given: of its owner first, else of the portal. */
export class GitAccessFinder {
  readonly #hosts: GitHostConfig[];
  readonly #given: GivenAccess;
  readonly #lent: LentCredentials | undefined;
  readonly #logger: LoggerService;

  constructor(options: {
    /** Plain hosts, whose credentials every workspace gets. */
    hosts: GitHostConfig[];
    given: GivenAccess;
    /** Absent: integrations' credentials stay with the portal. */
    lent?: LentCredentials;
    logger: LoggerService;
  }) {
    this.#hosts = options.hosts;
    this.#given = options.given;
    this.#lent = options.lent;
    this.#logger = options.logger;
  }

  readonly find: FindGitAccess = async row => {
    const repositories = repositoriesOf(row).map(url => new URL(url));
    const { tokens, keys } = await this.#given.of(row.ownerRef);
    const wanted = new Set(repositories.map(({ host }) => host));
    const own = tokens.filter(({ host }) => wanted.has(host));
    const covered = new Set(own.map(({ host }) => host));
    const lent = await this.#lend(
      row.id,
      repositories.filter(({ host }) => !covered.has(host)),
    );
    const logins = [
      ...own.map(token => this.#ownEntry(token, repositories)),
      ...this.#plainEntries(covered),
      ...lent.entries,
    ];
    return {
      files: filesOf(logins, keys),
      personal: own.length > 0 || keys.size > 0,
      dueInMs: earliest([lent.dueInMs, ...own.map(({ endsInMs }) => endsInMs)]),
    };
  };

  /** Under each address of the host that the workspace may meet. */
  #ownEntry(token: OwnToken, repositories: URL[]): Entry {
    const { host, username, password } = token;
    const plain = this.#hosts.find(one => one.host === host);
    const met = repositories.filter(one => one.host === host);
    const origins = plain ? originsOf(plain) : met.map(({ origin }) => origin);
    return { username, password, origins: [...new Set(origins)] };
  }

  #plainEntries(covered: Set<string>): Entry[] {
    return this.#hosts.flatMap(host =>
      host.token && !covered.has(host.host)
        ? [
            {
              username: host.username ?? 'token',
              password: host.token,
              origins: originsOf(host),
            },
          ]
        : [],
    );
  }

  /** A host that does not answer is asked again; the workspace starts without it. */
  async #lend(workspaceId: string, repositories: URL[]): Promise<Lent> {
    const lent = this.#lent;
    const plain = new Set(this.#hosts.map(({ host }) => host));
    const others = repositories.filter(({ host }) => !plain.has(host));
    const found = await Promise.all(
      others.map(async ({ href, origin }): Promise<Lent> => {
        try {
          const login = await lent?.find(href);
          return login
            ? {
                entries: [{ ...login, origins: [origin] }],
                dueInMs: login.dueInMs,
              }
            : { entries: [], dueInMs: null };
        } catch (error) {
          this.#logger.warn(
            `The integration's credentials for ${origin} could not be lent to workspace ${workspaceId}, trying again: ${error}`,
          );
          return { entries: [], dueInMs: RETRY_MS };
        }
      }),
    );
    return {
      entries: found.flatMap(({ entries }) => entries),
      dueInMs: earliest(found.map(({ dueInMs }) => dueInMs)),
    };
  }
}

/** URLs of all repositories of a workspace. */
function repositoriesOf({
  repositoryUrl,
  spec,
}: Pick<WorkspaceRecord, 'repositoryUrl' | 'spec'>): string[] {
  const others = (spec.additional ?? []).map(one => one.repositoryUrl);
  return [...(repositoryUrl ? [repositoryUrl] : []), ...others].filter(
    url => URL.canParse(url) && /^https?:/.test(url),
  );
}

function originsOf({ protocol, host, clusterUrl }: GitHostConfig): string[] {
  return [`${protocol}://${host}`, ...(clusterUrl ? [clusterUrl] : [])];
}

function filesOf(
  logins: Entry[],
  keys: Map<GitSecretKind, string>,
): GitAccess['files'] {
  const lines = credentialLines(logins);
  const settings = keySettings(keys.keys());
  return {
    ...(lines && { [CREDENTIALS_FILE]: lines }),
    ...(settings && { [SETTINGS_FILE]: settings }),
    ...Object.fromEntries(
      [...keys].map(([kind, key]) => [KEY_FILES[kind], key]),
    ),
  };
}

function earliest(times: Array<number | null>): number | null {
  const known = times.filter(time => time !== null);
  return known.length > 0 ? Math.min(...known) : null;
}
