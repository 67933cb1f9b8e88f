import { useEffect, useState } from 'react';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { useSettled } from '../../hooks/useSettled';
import { shortRef, titleOf, typedRef } from '../../lib/entities';

/** More than fits a list; who looks for another one types more of its name. */
const MOST = 20;

/** An entity to choose. */
export interface EntityOption {
  /** Entity ref. */
  id: string;
  label: string;
  description?: string;
}

/** Entities of some kinds whose name or title holds a text. */
export function useEntityOptions(
  kinds: string[],
  text: string,
): { options: EntityOption[]; loading: boolean } {
  const catalog = useApi(catalogApiRef);
  const wanted = useSettled(text.trim());
  const kindList = kinds.join();
  const key = `${kindList} ${wanted}`;
  const [found, setFound] = useState<{ key: string; options: EntityOption[] }>({
    key: '',
    options: [],
  });

  useEffect(() => {
    let outdated = false;
    const among = kindList.split(',');
    const show = (options: EntityOption[]) => {
      if (!outdated) setFound({ key, options });
    };
    catalog
      .queryEntities({
        filter: { kind: among },
        fields: ['kind', 'metadata', 'spec.profile'],
        limit: MOST,
        orderFields: [{ field: 'metadata.name', order: 'asc' }],
        ...(wanted && {
          fullTextFilter: {
            term: wanted,
            fields: [
              'metadata.name',
              'metadata.title',
              'spec.profile.displayName',
            ],
          },
        }),
      })
      .then(
        ({ items }) =>
          show(
            items.map(entity => {
              const ref = stringifyEntityRef(entity);
              return {
                id: ref,
                label: shortRef(ref, among),
                description: titleOf(entity),
              };
            }),
          ),
        // Without the catalog a whole ref can still be typed.
        () => show([]),
      );
    return () => {
      outdated = true;
    };
  }, [catalog, kindList, wanted, key]);

  const typed = typedRef(text, kinds);
  const options =
    typed && !found.options.some(({ id }) => id === typed)
      ? [{ id: typed, label: shortRef(typed, kinds) }, ...found.options]
      : found.options;
  return { options, loading: found.key !== key };
}
