import type {
  ChangeRequest,
  GitHostType,
} from '@backstage-cde/plugin-cde-common';
import type { ChangeHost } from '@backstage-cde/plugin-cde-node';
import type { AllowedHosts } from '../devcontainers';
import { askHost } from './askHost';
import { unavailable } from './HostRefusal';

/** More are not listed. */
const MAX_ITEMS = 200;
const MAX_TITLE = 300;
const MAX_NAME = 100;

/** A repository as APIs name it. */
export interface RepositoryName {
  /** To clone from. */
  url: string;
  host: string;
  /** Of the path to clone from, decoded, without the host's base path and `.git`. */
  segments: string[];
}

/** Where a host's API is, and what lets the portal in. */
export interface ApiAccess {
  /** Without a slash at its end. */
  baseUrl: string;
  headers: Record<string, string>;
}

/** What a vendor says of a change, before it is checked. */
export type FoundChange = Omit<ChangeRequest, 'title' | 'url'> & {
  title?: string;
  url?: string;
};

/** The same for all vendors: pages, limits, checks. */
export abstract class VendorChanges<Item> implements ChangeHost {
  abstract readonly name: string;
  protected abstract readonly type: GitHostType;
  readonly #hosts: AllowedHosts;

  constructor(hosts: AllowedHosts) {
    this.#hosts = hosts;
  }

  supports(repositoryUrl: string): boolean {
    return this.#hosts.of(repositoryUrl)?.type === this.type;
  }

  async list(repositoryUrl: string) {
    const repository = this.#nameOf(repositoryUrl);
    const { baseUrl, headers } = await this.access(repositoryUrl);
    const items: Item[] = [];
    let isComplete = false;
    for (let page = 1; !isComplete && items.length < MAX_ITEMS; page++) {
      const body = await askHost({
        url: `${baseUrl}${this.listPath(repository, {
          page,
          items: items.length,
        })}`,
        headers,
        askedFor: `the pull requests of ${repositoryUrl}`,
      });
      const answer = this.pageOf(body);
      items.push(...answer.items);
      isComplete = !answer.more || answer.items.length === 0;
    }
    return {
      items: items
        .slice(0, MAX_ITEMS)
        .map(item => this.#read(item, repository)),
      isComplete: isComplete && items.length <= MAX_ITEMS,
    };
  }

  async get(repositoryUrl: string, id: string): Promise<ChangeRequest> {
    const repository = this.#nameOf(repositoryUrl);
    const { baseUrl, headers } = await this.access(repositoryUrl);
    const body = await askHost({
      url: `${baseUrl}${this.getPath(repository, encodeURIComponent(id))}`,
      headers,
      askedFor: `the pull request ${id} of ${repositoryUrl}`,
    });
    return this.#read(body as Item, repository);
  }

  protected abstract access(repositoryUrl: string): Promise<ApiAccess>;
  protected abstract listPath(
    repository: RepositoryName,
    so: { page: number; items: number },
  ): string;
  protected abstract getPath(repository: RepositoryName, id: string): string;
  /** @param body - of an answer to a list */
  protected abstract pageOf(body: unknown): { items: Item[]; more: boolean };
  protected abstract read(item: Item, repository: RepositoryName): FoundChange;

  #nameOf(repositoryUrl: string): RepositoryName {
    const { host, pathname } = new URL(repositoryUrl);
    const base = this.#hosts.of(repositoryUrl)?.basePath ?? '';
    const path = pathname.slice(base.length).replace(/\.git$/, '');
    return {
      url: repositoryUrl,
      host,
      segments: path.split('/').filter(Boolean).map(decodeURIComponent),
    };
  }

  #read(item: Item, repository: RepositoryName): ChangeRequest {
    try {
      return checked(this.read(item, repository), repository);
    } catch (error) {
      throw error instanceof TypeError
        ? unavailable(repository.host, 'its answer is not understood')
        : error;
    }
  }
}

/** What a host says is shown as text, and as a link only if it is one. @throws TypeError for what is no change */
function checked(
  found: FoundChange,
  repository: RepositoryName,
): ChangeRequest {
  const { commit, author, updatedAt, url } = found;
  const at = Date.parse(updatedAt ?? '');
  if (!found.sourceBranch || !/^\d+$/.test(found.id)) {
    throw new TypeError('A change without its number or branch');
  }
  return {
    id: found.id,
    title: (found.title || `#${found.id}`).slice(0, MAX_TITLE),
    url: url && /^https?:\/\//i.test(url) ? url : repository.url,
    ...(author && { author: author.slice(0, MAX_NAME) }),
    sourceBranch: found.sourceBranch,
    ...(found.targetBranch && { targetBranch: found.targetBranch }),
    ...(commit && /^[\da-f]{40,64}$/.test(commit) && { commit }),
    fork: found.fork,
    draft: found.draft,
    ...(!Number.isNaN(at) && { updatedAt: new Date(at).toISOString() }),
  };
}

/** A full page may be followed by another. */
export function fullPage<Item>(body: unknown, size: number) {
  const items = Array.isArray(body) ? (body as Item[]) : [];
  return { items, more: items.length >= size };
}

/** A path with each part encoded, slashes too. */
export function pathOf(...parts: string[]): string {
  return parts.map(part => `/${encodeURIComponent(part)}`).join('');
}

export function basic(username: string, password: string) {
  const value = Buffer.from(`${username}:${password}`).toString('base64');
  return { Authorization: `Basic ${value}` };
}
