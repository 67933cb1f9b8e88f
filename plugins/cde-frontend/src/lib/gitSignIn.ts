import type { GitHostAccess } from '@backstage-cde/plugin-cde-common';
import type { ScmAuthApi } from '@backstage/integration-react';
import type { CdeApi } from '../api';

/** Providers of Backstage that sign in to the public git hosts. */
const PUBLIC_HOSTS: Record<string, string> = {
  'github.com': 'github',
  'gitlab.com': 'gitlab',
  'bitbucket.org': 'bitbucket',
  'dev.azure.com': 'microsoft',
};
const GIT_PROVIDERS = [
  ...Object.values(PUBLIC_HOSTS),
  'bitbucketServer',
  'gitea',
];

/** Whether this portal may be able to sign its users in to a git host, by the names of its sign-in providers. */
export function maySignIn(host: string, providers: string[]): boolean {
  const provider = PUBLIC_HOSTS[host];
  return provider
    ? providers.includes(provider)
    : providers.some(name => GIT_PROVIDERS.includes(name));
}

interface SignInOptions {
  scmAuth: ScmAuthApi;
  api: Pick<CdeApi, 'setGitToken'>;
  host: GitHostAccess;
}

/**
 * Asks the person to sign in to a git host, and gives the portal the token.
 * Call it within a click, so that the browser allows the window.
 */
export async function signInTo({ scmAuth, api, host }: SignInOptions) {
  const { token } = await scmAuth.getCredentials({
    ...requestFor(host),
    instantPopup: true,
  });
  return api.setGitToken({ host: host.host, token });
}

/**
 * Gives the portal the token of a host that the person is signed in to already.
 * @returns whether there is one; nobody is asked for it
 */
export async function bringToken({
  scmAuth,
  api,
  host,
}: SignInOptions): Promise<boolean> {
  const { token } = await scmAuth.getCredentials({
    ...requestFor(host),
    optional: true,
  });
  if (!token) return false;
  await api.setGitToken({ host: host.host, token });
  return true;
}

function requestFor({ protocol, host }: GitHostAccess) {
  return {
    url: `${protocol}://${host}`,
    additionalScope: { repoWrite: true },
  };
}
