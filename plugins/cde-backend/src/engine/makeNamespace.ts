import { KubernetesClient, KubernetesError } from '../clusters';
import {
  buildDefaultDeny,
  buildNamespace,
  privilegedNamespace,
} from '../manifests';
import type { ObjectSettings } from './objects';

/** Makes a namespace of workspaces, closed to what is not allowed; where the portal may not, somebody else has made it. */
export async function makeNamespace(
  client: KubernetesClient,
  { config, cluster }: Pick<ObjectSettings, 'config' | 'cluster'>,
  name: string,
): Promise<void> {
  const { instance } = config;
  const level =
    name === privilegedNamespace(cluster.namespace)
      ? 'privileged'
      : 'restricted';
  try {
    await client.apply(buildNamespace(name, instance, level));
  } catch (error) {
    if (!(error instanceof KubernetesError) || error.status !== 403)
      throw error;
  }
  await client.apply(buildDefaultDeny(name, instance));
}
