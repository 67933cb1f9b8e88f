import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { ChangeHost } from '@backstage-cde/plugin-cde-node';
import type { AllowedHosts } from '../devcontainers';
import { AzureChanges } from './vendors/AzureChanges';
import { BitbucketCloudChanges } from './vendors/BitbucketCloudChanges';
import { BitbucketServerChanges } from './vendors/BitbucketServerChanges';
import { GerritChanges } from './vendors/GerritChanges';
import { GiteaChanges } from './vendors/GiteaChanges';
import { GithubChanges } from './vendors/GithubChanges';
import { GitlabChanges } from './vendors/GitlabChanges';

/** The vendors of Backstage's integrations; plain hosts have no changes. */
export function createChangeHosts(
  hosts: AllowedHosts,
  integrations: ScmIntegrationRegistry,
): ChangeHost[] {
  return [
    GithubChanges,
    GitlabChanges,
    GiteaChanges,
    BitbucketCloudChanges,
    BitbucketServerChanges,
    AzureChanges,
    GerritChanges,
  ].map(Vendor => new Vendor(hosts, integrations));
}
