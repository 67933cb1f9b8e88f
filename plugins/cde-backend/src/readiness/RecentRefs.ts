import type {
  RepositoryRefs,
  SourceProvider,
} from '@backstage-cde/plugin-cde-node';

/** More repositories at a time are asked anew. */
const MOST = 1000;

interface Entry {
  /** When they were asked for. */
  at: number;
  refs: Promise<RepositoryRefs>;
}

/**
 * Lists of branches that may be a moment old: components of one repository that are looked at together cost one
 * request.
 */
export class RecentRefs {
  readonly #keptMs: number;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  /** @param now - milliseconds since the epoch */
  constructor(keptMs: number, now: () => number = Date.now) {
    this.#keptMs = keptMs;
    this.#now = now;
  }

  /** The provider, with lists that may be a moment old. */
  of(provider: SourceProvider): SourceProvider {
    return {
      name: provider.name,
      hosts: () => provider.hosts(),
      locate: url => provider.locate(url),
      findDevcontainerFiles: (url, commit) =>
        provider.findDevcontainerFiles(url, commit),
      readText: (url, commit, path) => provider.readText(url, commit, path),
      listRefs: url => this.#list(url, () => provider.listRefs(url)),
    };
  }

  /** A list from before then is too old: the repository was pushed to. */
  forget(repositoryUrl: string, before: number): void {
    const known = this.#entries.get(repositoryUrl);
    if (known && known.at <= before) {
      this.#entries.delete(repositoryUrl);
    }
  }

  #list(
    url: string,
    ask: () => Promise<RepositoryRefs>,
  ): Promise<RepositoryRefs> {
    const known = this.#entries.get(url);
    if (known && this.#now() - known.at < this.#keptMs) {
      return known.refs;
    }
    const entry = { at: this.#now(), refs: ask() };
    this.#entries.delete(url);
    this.#entries.set(url, entry);
    // A failure is nobody else's; the next one asks again.
    entry.refs.catch(() => {
      if (this.#entries.get(url) === entry) this.#entries.delete(url);
    });
    if (this.#entries.size > MOST) {
      this.#entries.delete(this.#entries.keys().next().value as string);
    }
    return entry.refs;
  }
}
