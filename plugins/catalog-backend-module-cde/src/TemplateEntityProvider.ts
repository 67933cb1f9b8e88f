import type {
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
} from '@backstage/catalog-model';
import { ResponseError } from '@backstage/errors';
import type {
  EntityProvider,
  EntityProviderConnection,
} from '@backstage/plugin-catalog-node';
import {
  templateId,
  type WorkspaceTemplateDocument,
} from '@backstage-cde/plugin-cde-common';
import type { JsonObject } from '@backstage/types';

const PROVIDER = 'cde-templates';
const TIMEOUT_MS = 30_000;

/**
 * Publishes the templates that were made in the portal, or are in its configuration, into the catalog. While the
 * portal's backend does not answer, the entities stay as they are.
 */
export class TemplateEntityProvider implements EntityProvider {
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;
  readonly #logger: LoggerService;
  #connection?: EntityProviderConnection;
  #running?: Promise<void>;
  #again = false;

  constructor(options: {
    auth: AuthService;
    discovery: DiscoveryService;
    logger: LoggerService;
  }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
    this.#logger = options.logger;
  }

  getProviderName(): string {
    return PROVIDER;
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.#connection = connection;
  }

  /** Asks the portal, and makes the catalog say the same; who asks meanwhile waits for one more round. */
  async refresh(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#rounds().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #rounds(): Promise<void> {
    do {
      this.#again = false;
      await this.#round();
    } while (this.#again);
  }

  async #round(): Promise<void> {
    if (!this.#connection) {
      return;
    }
    try {
      const documents = await this.#fetch();
      await this.#connection.applyMutation({
        type: 'full',
        entities: documents.map(document => ({
          entity: entityOf(document),
          locationKey: PROVIDER,
        })),
      });
    } catch (error) {
      this.#logger.warn(
        `Workspace templates could not be read from the portal; their entities stay as they are: ${error}`,
      );
    }
  }

  async #fetch(): Promise<WorkspaceTemplateDocument[]> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: 'cde',
    });
    const url = `${await this.#discovery.getBaseUrl('cde')}/catalog/templates`;
    const response = await fetch(url, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    const { items } = await response.json();
    return items;
  }
}

/** A template as the catalog has it: its location is the portal itself. */
export function entityOf(document: WorkspaceTemplateDocument): Entity {
  const { apiVersion, kind, metadata, spec } = document;
  const location = `${PROVIDER}:${templateId(document)}`;
  return {
    apiVersion,
    kind,
    metadata: {
      ...metadata,
      annotations: {
        ...metadata.annotations,
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
      },
    },
    spec: spec as unknown as JsonObject,
  };
}
