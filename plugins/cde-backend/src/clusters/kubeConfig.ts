import { access } from 'node:fs/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import type { ClusterAccess } from '../config';

/** There is no such kubeconfig, or it lacks what the configuration names. */
export class KubeConfigError extends Error {
  /** True where the file is not there yet. */
  readonly missing: boolean;
  constructor(message: string, missing: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'KubeConfigError';
    this.missing = missing;
  }
}

/** The library is an ES module and large, so it is loaded once, here alone, when a cluster is first needed. */
export const loadLibrary = () => import('@kubernetes/client-node');

/**
 * Credentials and address of a cluster. A kubeconfig's current context is used only where
 * the configuration names none and the file is the cluster's own.
 * @throws KubeConfigError
 */
export async function loadKubeConfig(
  cluster: ClusterAccess,
): Promise<KubeConfig> {
  const { KubeConfig: Loader } = await loadLibrary();
  const kubeConfig = new Loader();
  if (cluster.type === 'inCluster') {
    kubeConfig.loadFromCluster();
    return kubeConfig;
  }
  await access(cluster.path).catch(error => {
    throw new KubeConfigError(
      `There is no kubeconfig at '${cluster.path}'`,
      true,
      { cause: error },
    );
  });
  try {
    kubeConfig.loadFromFile(cluster.path);
  } catch (error) {
    throw new KubeConfigError(
      `The kubeconfig '${cluster.path}' cannot be read: ${error}`,
      false,
      { cause: error },
    );
  }
  if (cluster.context) kubeConfig.setCurrentContext(cluster.context);
  if (!kubeConfig.getCurrentCluster() || !kubeConfig.getCurrentUser()) {
    const name = cluster.context ?? kubeConfig.getCurrentContext();
    throw new KubeConfigError(
      `The kubeconfig '${cluster.path}' has no usable context '${name}'`,
      false,
    );
  }
  return kubeConfig;
}
