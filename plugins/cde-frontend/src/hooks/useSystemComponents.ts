import { useEffect, useState } from 'react';
import { RELATION_PART_OF, parseEntityRef } from '@backstage/catalog-model';
import type { Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';

/** More than one workspace takes; who looks for another one finds it by name. */
const MOST = 50;

/** The other components of a component's system, by name; none without one, or while the catalog does not answer. */
export function useSystemComponents(component: string): Entity[] {
  const catalog = useApi(catalogApiRef);
  const [found, setFound] = useState<{ of: string; entities: Entity[] }>();

  useEffect(() => {
    let outdated = false;
    const load = async () => {
      const system = systemOf(await catalog.getEntityByRef(component));
      if (!system) return [];
      const { items } = await catalog.queryEntities({
        filter: {
          kind: 'component',
          [`relations.${RELATION_PART_OF}`]: system,
        },
        fields: ['kind', 'metadata'],
        limit: MOST,
        orderFields: [{ field: 'metadata.name', order: 'asc' }],
      });
      return items;
    };
    const show = (entities: Entity[]) => {
      if (!outdated) setFound({ of: component, entities });
    };
    // Suggestions are a help: any component can be chosen without them.
    load().then(show, () => show([]));
    return () => {
      outdated = true;
    };
  }, [catalog, component]);

  return found?.of === component ? found.entities : [];
}

function systemOf(entity: Entity | undefined): string | undefined {
  return entity?.relations?.find(
    ({ type, targetRef }) =>
      type === RELATION_PART_OF && parseEntityRef(targetRef).kind === 'system',
  )?.targetRef;
}
