import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { GitHostType, KnownHost } from '@backstage-cde/plugin-cde-common';

/**
 * The git hosts that a portal is configured for: those of `cde.git.hosts` first, then those of Backstage's
 * integrations. Where an integration knows a host of `cde.git.hosts`, it says of which vendor its pages are.
 *
 * @public
 */
export function knownGitHosts(
  integrations: ScmIntegrationRegistry,
  plainHosts: Array<{ host: string; protocol: 'http' | 'https' }>,
): KnownHost[] {
  const integrated = integratedHosts(integrations);
  const same = (host: string, protocol: string) =>
    integrated.find(each => each.host === host && each.protocol === protocol);
  return [
    ...plainHosts.map(
      ({ host, protocol }): KnownHost =>
        same(host, protocol) ?? { host, protocol, type: 'plain' },
    ),
    ...integrated,
  ];
}

/** Integrations that are no git hosts are absent, and so not allowed. */
function integratedHosts(integrations: ScmIntegrationRegistry): KnownHost[] {
  const { gitlab, bitbucketServer, gerrit, gitea } = integrations;
  const plainly = (type: GitHostType, hosts: string[]) =>
    hosts.map(host => ({ host, type, protocol: 'https' as const }));
  return [
    ...plainly('github', namesOf(integrations.github)),
    ...gitlab
      .list()
      .flatMap(({ config }) => atBase('gitlab', config.host, config.baseUrl)),
    ...plainly('bitbucketCloud', namesOf(integrations.bitbucketCloud)),
    ...bitbucketServer
      .list()
      .flatMap(({ config }) =>
        atBase(
          'bitbucketServer',
          config.host,
          config.apiBaseUrl?.replace(/\/rest\/api\/.*$/, ''),
        ),
      ),
    ...plainly('azure', namesOf(integrations.azure)),
    ...gerrit
      .list()
      .flatMap(({ config }) => atBase('gerrit', config.host, config.baseUrl)),
    ...gitea
      .list()
      .flatMap(({ config }) => atBase('gitea', config.host, config.baseUrl)),
    ...plainly('harness', namesOf(integrations.harness)),
  ];
}

function namesOf(group: { list(): Array<{ config: { host: string } }> }) {
  return group.list().map(({ config }) => config.host);
}

/** Hosts inside a company may be configured with an http base URL, and with a path. */
function atBase(
  type: GitHostType,
  host: string,
  baseUrl: string | undefined,
): KnownHost[] {
  const base = baseUrl && URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const isHttp = base?.protocol === 'http:';
  if (base?.host !== host) {
    // The base URL is the portal's way to it; people's is https as a rule.
    const protocols = isHttp
      ? (['https', 'http'] as const)
      : ['https' as const];
    return protocols.map(protocol => ({ host, type, protocol }));
  }
  const basePath = base.pathname.replace(/\/+$/, '');
  return [
    {
      host,
      type,
      protocol: isHttp ? 'http' : 'https',
      ...(basePath && { basePath }),
    },
  ];
}
