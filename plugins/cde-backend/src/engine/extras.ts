import type { Cause } from '@backstage-cde/plugin-cde-common';
import {
  Discovery,
  KubernetesError,
  type Collection,
  type KubernetesClient,
} from '../clusters';
import type { CdeConfig } from '../config';
import type { AnyObject } from '../manifests';
import { cause, lastPart } from './words';

/** What is kept of an object that a template brought along, to remove it when a later revision does not. */
export interface ExtraReference {
  apiVersion: string;
  kind: string;
  name: string;
}

/** An object of the template's that the cluster, or the configuration, does not allow. */
export class ExtraRefusedError extends Error {
  readonly why: Cause;
  /** Nothing that happens in the cluster can change it. */
  readonly final: boolean;

  constructor(why: Cause, final: boolean) {
    super(why.message);
    this.name = 'ExtraRefusedError';
    this.why = why;
    this.final = final;
  }
}

/** Objects of any kind that the configuration allows, on one cluster. */
export class Extras {
  readonly #discovery = new Discovery();
  readonly #allowed: CdeConfig['manifestKinds'];

  constructor(config: Pick<CdeConfig, 'manifestKinds'>) {
    this.#allowed = config.manifestKinds;
  }

  /**
   * Writes the objects in their order.
   * @throws ExtraRefusedError, UnreachableError, KubernetesError for what may pass by itself
   */
  async apply(
    client: KubernetesClient,
    objects: AnyObject[],
    options: { dryRun?: boolean } = {},
  ): Promise<void> {
    for (const object of objects) {
      const collection = await this.#collectionOf(client, object);
      try {
        await client.apply(object, { ...options, collection });
      } catch (error) {
        throw refusal(error, object, collection) ?? error;
      }
    }
  }

  /** Removes objects that no revision asks for any more. */
  async remove(
    client: KubernetesClient,
    namespace: string,
    references: ExtraReference[],
  ): Promise<void> {
    for (const { apiVersion, kind, name } of references) {
      const { transport } = client;
      const collection = await this.#discovery.find(
        transport,
        apiVersion,
        kind,
      );
      if (!collection) continue;
      try {
        await client.deleteFrom(collection, { namespace, name });
      } catch (error) {
        const object = { apiVersion, kind, metadata: { name, namespace } };
        throw refusal(error, object, collection) ?? error;
      }
    }
  }

  async #collectionOf(
    client: KubernetesClient,
    { apiVersion, kind }: AnyObject,
  ): Promise<Collection> {
    const name = `${apiVersion} ${kind}`;
    const allowed = this.#allowed.some(
      one => one.apiVersion === apiVersion && one.kind === kind,
    );
    if (!allowed) {
      const cure = `Platform team: add it to cde.templateManifests.allow, or take it out of the template`;
      throw new ExtraRefusedError(
        cause(
          'KindNotAllowed',
          `Templates may not make objects of the kind '${name}'`,
          cure,
        ),
        true,
      );
    }
    const { transport } = client;
    const found = await this.#discovery.find(transport, apiVersion, kind);
    if (!found) {
      const cure =
        'Platform team: install what provides the kind, or choose another cluster';
      throw new ExtraRefusedError(
        cause(
          'KindUnknown',
          `The cluster does not know the kind '${name}' that the template asks for`,
          cure,
        ),
        false,
      );
    }
    if (!found.namespaced) {
      throw new ExtraRefusedError(
        cause(
          'KindNotAllowed',
          `Objects of the kind '${name}' belong to no namespace, so they could not be collected with the workspace`,
          'Platform team: take it out of the template',
        ),
        true,
      );
    }
    return found;
  }
}

/** What the cluster has against an object; `undefined`: something that is not about it. */
function refusal(
  error: unknown,
  { kind, apiVersion, metadata }: AnyObject,
  { plural }: Collection,
): ExtraRefusedError | undefined {
  if (!(error instanceof KubernetesError)) return undefined;
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const verb = /cannot (\w+) resource/.exec(error.message)?.[1];
  if (error.status === 403 && verb) {
    return new ExtraRefusedError(
      cause(
        'PortalForbidden',
        `The portal may not ${verb} ${plural} in the namespace '${metadata?.namespace}'`,
        `Platform team: add the verb "${verb}" on "${plural}" of the API group "${group}" to the portal's role`,
      ),
      false,
    );
  }
  const isNamespace =
    error.hasCause('NamespaceTerminating') ||
    /namespaces ".*" not found|is being terminated/.test(error.message);
  const passes = [408, 409, 429].includes(error.status) || error.status >= 500;
  if (isNamespace || passes) return undefined;
  return new ExtraRefusedError(
    cause(
      'ManifestRefused',
      `The cluster does not accept the ${kind} of the template: ${lastPart(
        error.message,
      )}`,
      'Tell the owners of the template; its preview shows the same',
    ),
    error.status === 422 || error.status === 400,
  );
}
