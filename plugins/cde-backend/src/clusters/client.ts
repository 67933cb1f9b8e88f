import type { KubernetesObject } from '@kubernetes/client-node';
import { KubernetesError, UnreachableError } from './errors';
import type { Request, Transport } from './transport';

/** The kinds that a workspace consists of. */
export type Kind =
  | 'Pod'
  | 'PersistentVolumeClaim'
  | 'Secret'
  | 'NetworkPolicy'
  | 'Namespace';

export type NamedObject = KubernetesObject & { kind?: string };

/** Where the API server keeps objects of a kind. */
export interface Collection {
  /** Path of the group and version, for example `/apis/batch/v1`. */
  api: string;
  plural: string;
  namespaced: boolean;
}

export interface WriteOptions {
  /** Let the API server decide, but change nothing. */
  dryRun?: boolean;
  /** Needed for kinds that are not among ours. */
  collection?: Collection;
}

const COLLECTIONS: Record<Kind, Collection> = {
  Pod: { api: '/api/v1', plural: 'pods', namespaced: true },
  PersistentVolumeClaim: {
    api: '/api/v1',
    plural: 'persistentvolumeclaims',
    namespaced: true,
  },
  Secret: { api: '/api/v1', plural: 'secrets', namespaced: true },
  NetworkPolicy: {
    api: '/apis/networking.k8s.io/v1',
    plural: 'networkpolicies',
    namespaced: true,
  },
  Namespace: { api: '/api/v1', plural: 'namespaces', namespaced: false },
};

/** Path of all objects of a kind, in one namespace where the kind has namespaces. */
export function collectionPath(kind: Kind, namespace: string): string {
  return pathOf(COLLECTIONS[kind], namespace);
}

function pathOf(
  { api, plural, namespaced }: Collection,
  namespace: string,
): string {
  return namespaced
    ? `${api}/namespaces/${encodeURIComponent(namespace)}/${plural}`
    : `${api}/${plural}`;
}

/** Writes with one field manager. A connection that broke off is tried once more where that is safe. */
export class KubernetesClient {
  readonly transport: Transport;
  readonly #fieldManager: string;

  constructor(transport: Transport, fieldManager: string) {
    this.transport = transport;
    this.#fieldManager = fieldManager;
  }

  /**
   * Server-side apply, taking over fields that others set.
   * @throws KubernetesError, UnreachableError
   */
  async apply<T extends NamedObject>(
    object: T,
    options: WriteOptions = {},
  ): Promise<T> {
    return this.#again({
      method: 'PATCH',
      path: objectPath(object, options.collection),
      query: {
        fieldManager: this.#fieldManager,
        force: 'true',
        ...dryRun(options),
      },
      contentType: 'application/apply-patch+yaml',
      body: object,
    });
  }

  /**
   * Makes the object, once: where one of that name is there already, it is left alone. A call whose
   * answer was lost can be repeated.
   * @throws KubernetesError with reason `AlreadyExists`, UnreachableError
   */
  async create<T extends NamedObject>(
    object: T,
    options: Pick<WriteOptions, 'dryRun'> = {},
  ): Promise<T> {
    return this.transport.request({
      method: 'POST',
      path: collectionPath(
        object.kind as Kind,
        object.metadata?.namespace ?? '',
      ),
      query: { fieldManager: this.#fieldManager, ...dryRun(options) },
      body: object,
    });
  }

  /** Reads one object; by a list, so that the portal's role needs no further verb. */
  async read<T extends NamedObject>(
    kind: Kind,
    namespace: string,
    name: string,
  ): Promise<T | undefined> {
    const query = { fieldSelector: `metadata.name=${name}` };
    const list = await this.#again<{ items: T[] }>({
      method: 'GET',
      path: collectionPath(kind, namespace),
      query,
    });
    return list.items[0];
  }

  /**
   * Deletes exactly the object with this UID; one that is gone, or replaced by another, is none of ours.
   * @returns the object where it is still there to finish, else `undefined`
   */
  async delete<T extends NamedObject>(
    kind: Kind,
    object: { namespace: string; name: string; uid: string },
  ): Promise<T | undefined> {
    try {
      const answer = await this.#again<T & { kind?: string }>({
        method: 'DELETE',
        path: `${collectionPath(kind, object.namespace)}/${encodeURIComponent(
          object.name,
        )}`,
        body: {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          preconditions: { uid: object.uid },
          propagationPolicy: 'Background',
        },
      });
      return answer.kind === 'Status' ? undefined : answer;
    } catch (error) {
      if (
        error instanceof KubernetesError &&
        (error.status === 404 || error.status === 409)
      )
        return undefined;
      throw error;
    }
  }

  /**
   * Deletes an object of a kind that is not among ours; one that is gone is fine.
   * @throws KubernetesError, UnreachableError
   */
  async deleteFrom(
    collection: Collection,
    object: { namespace: string; name: string },
  ): Promise<void> {
    const path = `${pathOf(collection, object.namespace)}/${encodeURIComponent(
      object.name,
    )}`;
    try {
      await this.#again({
        method: 'DELETE',
        path,
        body: {
          kind: 'DeleteOptions',
          apiVersion: 'v1',
          propagationPolicy: 'Background',
        },
      });
    } catch (error) {
      if (!(error instanceof KubernetesError) || error.status !== 404)
        throw error;
    }
  }

  /** For requests that may be repeated: a kept connection that the server had closed shows only when it is used. */
  async #again<T>(request: Request): Promise<T> {
    try {
      return await this.transport.request<T>(request);
    } catch (error) {
      if (!(error instanceof UnreachableError) || !brokeOff(error.cause))
        throw error;
      return this.transport.request<T>(request);
    }
  }
}

function brokeOff(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code;
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function objectPath(
  object: NamedObject,
  collection = COLLECTIONS[object.kind as Kind],
): string {
  const { name = '', namespace = '' } = object.metadata ?? {};
  return `${pathOf(collection, namespace)}/${encodeURIComponent(name)}`;
}

function dryRun(options: { dryRun?: boolean }): Record<string, string> {
  return options.dryRun ? { dryRun: 'All' } : {};
}
