import { useEffect, useState } from 'react';
import type { Entity } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';

/** The components that the user or one of their teams owns. */
export function useOwnComponents(): { components?: Entity[]; error?: Error } {
  const identityApi = useApi(identityApiRef);
  const catalogApi = useApi(catalogApiRef);
  const [state, setState] = useState<{ components?: Entity[]; error?: Error }>(
    {},
  );

  useEffect(() => {
    let current = true;
    const load = async () => {
      const { ownershipEntityRefs } = await identityApi.getBackstageIdentity();
      const { items } = await catalogApi.queryEntities({
        filter: { kind: 'component', 'relations.ownedBy': ownershipEntityRefs },
        orderFields: { field: 'metadata.name', order: 'asc' },
        limit: 20,
      });
      return items;
    };
    load().then(
      components => current && setState({ components }),
      error => current && setState({ error }),
    );
    return () => {
      current = false;
    };
  }, [identityApi, catalogApi]);

  return state;
}
