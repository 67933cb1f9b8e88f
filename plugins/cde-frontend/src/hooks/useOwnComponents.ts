import { useEffect, useState } from 'react';
import type { Entity } from '@backstage/catalog-model';
import { toError } from '@backstage/errors';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';

/** As many as a card holds; the catalog has the rest. */
const MOST = 20;

/** The components that the user or one of their teams owns, by name. */
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
        limit: MOST,
      });
      return items;
    };
    load().then(
      components => current && setState({ components }),
      error => current && setState({ error: toError(error) }),
    );
    return () => {
      current = false;
    };
  }, [identityApi, catalogApi]);

  return state;
}
