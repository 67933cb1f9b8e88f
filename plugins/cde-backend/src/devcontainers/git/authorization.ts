import {
  DefaultAzureDevOpsCredentialsProvider,
  DefaultGithubCredentialsProvider,
  getBitbucketCloudOAuthToken,
  type ScmIntegrationRegistry,
} from '@backstage/integration';
import type { AllowedHosts } from './locate';

/** The value of the Authorization header for a repository; `undefined`: none is needed, or there is none. */
export type Authorize = (url: string) => Promise<string | undefined>;

/** Makes the values of Authorization headers with which git may read a repository, as the portal. */
export function createAuthorization(
  integrations: ScmIntegrationRegistry,
  hosts: AllowedHosts,
): Authorize {
  const github =
    DefaultGithubCredentialsProvider.fromIntegrations(integrations);
  const azure =
    DefaultAzureDevOpsCredentialsProvider.fromIntegrations(integrations);

  const byType: Record<string, (url: string) => Promise<string | undefined>> = {
    github: async url => {
      const { token } = await github.getCredentials({ url });
      return token && basic('x-access-token', token);
    },
    gitlab: async url => {
      const token = integrations.gitlab.byUrl(url)?.config.token;
      return token && basic('oauth2', token);
    },
    gitea: async url => {
      const config = integrations.gitea.byUrl(url)?.config;
      return (
        config?.password && basic(config.username ?? 'git', config.password)
      );
    },
    bitbucketCloud: async url => {
      const config = integrations.bitbucketCloud.byUrl(url)?.config;
      if (config?.clientId && config.clientSecret) {
        return `Bearer ${await getBitbucketCloudOAuthToken(
          config.clientId,
          config.clientSecret,
        )}`;
      }
      if (config?.username && (config.appPassword ?? config.token)) {
        return basic(config.username, config.appPassword ?? config.token ?? '');
      }
      return config?.token && basic('x-token-auth', config.token);
    },
    bitbucketServer: async url => {
      const config = integrations.bitbucketServer.byUrl(url)?.config;
      if (config?.username && config.password) {
        return basic(config.username, config.password);
      }
      return config?.token && `Bearer ${config.token}`;
    },
    azure: async url =>
      (await azure.getCredentials({ url }))?.headers.Authorization,
    gerrit: async url => {
      const config = integrations.gerrit.byUrl(url)?.config;
      return (
        config?.username &&
        config.password &&
        basic(config.username, config.password)
      );
    },
    harness: async url => {
      const config = integrations.harness.byUrl(url)?.config;
      return config?.token && basic('git', config.token);
    },
  };

  return async url => {
    const plain = hosts.plainHost(url);
    if (plain?.token) {
      return basic(plain.username ?? 'git', plain.token);
    }
    const type = integrations.byUrl(url)?.type;
    return (type && (await byType[type]?.(url))) || undefined;
  };
}

export function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
