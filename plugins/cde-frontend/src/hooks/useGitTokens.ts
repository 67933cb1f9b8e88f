import { useCallback, useEffect, useMemo } from 'react';
import {
  configApiRef,
  storageApiRef,
  useApi,
  useApiHolder,
} from '@backstage/frontend-plugin-api';
import { scmAuthApiRef } from '@backstage/integration-react';
import { cdeApiRef } from '../api';
import type { CdeApi } from '../api';
import { bringToken, maySignIn } from '../lib/gitSignIn';

/** Tokens of git hosts live for an hour or two. */
const AGAIN_MS = 20 * 60_000;
/** A click does not wait longer for a git host. */
const PATIENCE_MS = 3_000;

/** The last round of each client, so that pages and tabs of one page share it. */
const rounds = new WeakMap<CdeApi, { at: number; done: Promise<void> }>();

/** Names of the portal's sign-in providers. */
export function useSignInProviders(): string[] {
  const config = useApi(configApiRef);
  return config.getOptionalConfig('auth.providers')?.keys() ?? [];
}

/** Hosts whose token the person took back: it is not brought again until they sign in. */
export function useDeclinedHosts() {
  const storage = useApi(storageApiRef);
  return useMemo(() => {
    const bucket = storage.forBucket('cde-git');
    const all = () => bucket.snapshot<string[]>('declined').value ?? [];
    return {
      has: (host: string) => all().includes(host),
      add: (host: string) => bucket.set('declined', [...all(), host]),
      remove: (host: string) =>
        bucket.set(
          'declined',
          all().filter(one => one !== host),
        ),
    };
  }, [storage]);
}

/**
 * Brings the tokens of git hosts that the person is signed in to, so that
 * workspaces reach repositories as they.
 * @returns a function that does it now if the last time is long ago; it never
 * fails and never takes long
 */
export function useGitTokens(): () => Promise<void> {
  const api = useApi(cdeApiRef);
  const scmAuth = useApiHolder().get(scmAuthApiRef);
  const providers = useSignInProviders().join();
  const declined = useDeclinedHosts();
  return useCallback(async () => {
    const names = providers.split(',');
    // Where no host can be signed in to, nothing is asked of anybody.
    if (!scmAuth || !names.some(name => maySignIn('', [name]))) return;
    const last = rounds.get(api);
    const isFresh = last && Date.now() - last.at < AGAIN_MS;
    const done = isFresh ? last.done : round();
    await Promise.race([
      done,
      new Promise(resolve => setTimeout(resolve, PATIENCE_MS)),
    ]);

    function round() {
      const begun = bringAll();
      rounds.set(api, { at: Date.now(), done: begun });
      return begun;
    }

    async function bringAll() {
      try {
        const { unavailable, items } = await api.listGitTokens();
        if (unavailable) return;
        const hosts = items.filter(
          ({ host }) => maySignIn(host, names) && !declined.has(host),
        );
        // A host that cannot be signed in to is no reason to go without the others.
        await Promise.allSettled(
          hosts.map(host => bringToken({ scmAuth: scmAuth!, api, host })),
        );
      } catch {
        // Without it repositories are read as the portal; the next round may do better.
        rounds.delete(api);
      }
    }
  }, [api, scmAuth, providers, declined]);
}

/** The same from time to time, as long as something of the plugin is shown. */
export function useGitTokenKeeper(): void {
  const bring = useGitTokens();
  useEffect(() => {
    bring();
    const timer = setInterval(bring, AGAIN_MS);
    return () => clearInterval(timer);
  }, [bring]);
}
