import type { Collection } from './client';
import { KubernetesError } from './errors';
import type { Transport } from './transport';

/** Kinds come and go with what is installed in a cluster. */
const MAX_AGE_MS = 10 * 60_000;

interface ResourceList {
  resources?: Array<{ name: string; kind: string; namespaced: boolean }>;
}

/** What kinds a cluster knows, and where it keeps them (https://kubernetes.io/docs/concepts/overview/kubernetes-api/). */
export class Discovery {
  readonly #known = new Map<string, { at: number; collection: Collection }>();

  /**
   * @returns `undefined`: the cluster does not know the kind
   * @throws KubernetesError, UnreachableError
   */
  async find(
    transport: Transport,
    apiVersion: string,
    kind: string,
  ): Promise<Collection | undefined> {
    const key = `${apiVersion} ${kind}`;
    const known = this.#known.get(key);
    if (known && Date.now() - known.at < MAX_AGE_MS) return known.collection;
    const collection = await ask(transport, apiVersion, kind);
    if (collection) this.#known.set(key, { at: Date.now(), collection });
    else this.#known.delete(key);
    return collection;
  }
}

async function ask(
  transport: Transport,
  apiVersion: string,
  kind: string,
): Promise<Collection | undefined> {
  const parts = apiVersion.split('/').map(encodeURIComponent);
  const api =
    parts.length === 1 ? `/api/${parts[0]}` : `/apis/${parts.join('/')}`;
  try {
    const { resources = [] } = await transport.request<ResourceList>({
      method: 'GET',
      path: api,
    });
    const found = resources.find(
      one => one.kind === kind && !one.name.includes('/'),
    );
    return found && { api, plural: found.name, namespaced: found.namespaced };
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404)
      return undefined;
    throw error;
  }
}
