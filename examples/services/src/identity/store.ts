import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  payload: AdapterPayload;
  /** Milliseconds since 1970. */
  expiresAt?: number;
}

/**
 * What the identity provider remembers (sessions, grants, refresh tokens), in one
 * small file, so that people stay signed in when the services start again.
 */
export class IdentityStore {
  readonly #file: string;
  readonly #entries: Map<string, Entry>;
  #pending?: NodeJS.Timeout;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#file = path.join(folder, 'sessions.json');
    this.#entries = new Map(readJson<Array<[string, Entry]>>(this.#file) ?? []);
    this.#forgetExpired();
  }

  /** Adapter of one model, as oidc-provider asks for it. */
  adapter(model: string): Adapter {
    const key = (id: string) => `${model}:${id}`;
    const findBy = async (property: 'uid' | 'userCode', value: string) =>
      this.#find(
        candidate => candidate.startsWith(`${model}:`),
        payload => payload[property] === value,
      );
    return {
      upsert: async (id, payload, expiresIn) => {
        this.#set(key(id), {
          payload,
          ...(expiresIn && { expiresAt: Date.now() + expiresIn * 1000 }),
        });
      },
      find: async id => this.#get(key(id)),
      findByUid: uid => findBy('uid', uid),
      findByUserCode: code => findBy('userCode', code),
      consume: async id => {
        const entry = this.#entries.get(key(id));
        if (entry)
          this.#set(key(id), {
            ...entry,
            payload: {
              ...entry.payload,
              consumed: Math.floor(Date.now() / 1000),
            },
          });
      },
      destroy: async id => this.#delete(key(id)),
      revokeByGrantId: async grantId => {
        for (const [id, { payload }] of this.#entries)
          if (payload.grantId === grantId) this.#delete(id);
      },
    };
  }

  /** Writes what is not written yet. */
  flush() {
    if (!this.#pending) return;
    clearTimeout(this.#pending);
    this.#pending = undefined;
    this.#forgetExpired();
    writeJson(this.#file, [...this.#entries]);
  }

  #get(key: string): AdapterPayload | undefined {
    const entry = this.#entries.get(key);
    return entry && !isExpired(entry) ? entry.payload : undefined;
  }

  #find(
    matchesKey: (key: string) => boolean,
    matches: (payload: AdapterPayload) => boolean,
  ) {
    for (const [key, entry] of this.#entries) {
      if (matchesKey(key) && !isExpired(entry) && matches(entry.payload))
        return entry.payload;
    }
    return undefined;
  }

  #set(key: string, entry: Entry) {
    this.#entries.set(key, entry);
    this.#writeSoon();
  }

  #delete(key: string) {
    if (this.#entries.delete(key)) this.#writeSoon();
  }

  #writeSoon() {
    this.#pending ??= setTimeout(() => this.flush(), 200);
  }

  #forgetExpired() {
    for (const [key, entry] of this.#entries)
      if (isExpired(entry)) this.#entries.delete(key);
  }
}

/** Reads a JSON file; `undefined` where there is none. */
export function readJson<T>(file: string): T | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file that only its owner can read, whole or not at all. */
export function writeJson(file: string, value: unknown) {
  writeFileSync(`${file}.partial`, JSON.stringify(value), { mode: 0o600 });
  renameSync(`${file}.partial`, file);
}

function isExpired(entry: Entry): boolean {
  return entry.expiresAt !== undefined && entry.expiresAt <= Date.now();
}
