import {
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_OWNED_BY,
  RELATION_OWNER_OF,
  type Entity,
} from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import {
  processingResult,
  type CatalogProcessor,
  type CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import {
  TEMPLATE_API_VERSION,
  TEMPLATE_KIND,
  templateDocumentProblems,
} from '@backstage-cde/plugin-cde-common';

const MOST_PROBLEMS = 10;

/** Checks entities of the kind WorkspaceTemplate, and relates them to the groups that own them. @public */
export class WorkspaceTemplateProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'WorkspaceTemplateProcessor';
  }

  /** @throws InputError that names what is wrong */
  async validateEntityKind(entity: Entity): Promise<boolean> {
    if (!isTemplate(entity)) {
      return false;
    }
    const errors = templateDocumentProblems(asWritten(entity)).filter(
      ({ severity }) => severity === 'error',
    );
    if (errors.length > 0) {
      throw new InputError(
        errors
          .slice(0, MOST_PROBLEMS)
          .map(({ message }) => message)
          .join('; '),
      );
    }
    return true;
  }

  async postProcessEntity(
    entity: Entity,
    _location: LocationSpec,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    if (isTemplate(entity)) {
      const source = getCompoundEntityRef(entity);
      const target = parseEntityRef(String(entity.spec?.owner), {
        defaultKind: 'group',
        defaultNamespace: source.namespace,
      });
      emit(
        processingResult.relation({ source, type: RELATION_OWNED_BY, target }),
      );
      emit(
        processingResult.relation({
          source: target,
          type: RELATION_OWNER_OF,
          target: source,
        }),
      );
    }
    return entity;
  }
}

function isTemplate({ apiVersion, kind }: Entity): boolean {
  return apiVersion === TEMPLATE_API_VERSION && kind === TEMPLATE_KIND;
}

/** Without what the catalog adds to an entity by itself. */
function asWritten({ apiVersion, kind, metadata, spec }: Entity): unknown {
  const { uid: _, etag: __, ...own } = metadata;
  return { apiVersion, kind, metadata: own, ...(spec && { spec }) };
}
