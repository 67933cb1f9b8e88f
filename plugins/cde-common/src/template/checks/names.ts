import { parseEntityRef } from '@backstage/catalog-model';
import { parseFilterPredicate } from '@backstage/filter-predicates';
import { nearestName } from '../../devcontainer/nearestName';
import { quoted, type Finding, type TemplateSurroundings } from '../finding';
import type { Path } from '../references';
import type { WorkspaceTemplateSpec } from '../types';

const NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** References to what is outside of the template. */
export function nameFindings(
  spec: WorkspaceTemplateSpec,
  known: TemplateSurroundings | undefined,
): Finding[] {
  return [
    ...ownerFindings(spec.owner),
    ...predicateFindings(spec.appliesTo),
    ...(known
      ? [
          ...unknown('resource class', spec.resourceClasses, known.classes, [
            'spec',
            'resourceClasses',
          ]),
          ...unknown('cluster', spec.clusters, known.clusters, [
            'spec',
            'clusters',
          ]),
          ...unknown('IDE', spec.ides, known.ides, ['spec', 'ides']),
        ]
      : []),
  ];
}

function ownerFindings(owner: string): Finding[] {
  const path = ['spec', 'owner'];
  try {
    const { kind, namespace, name } = parseEntityRef(owner, {
      defaultKind: 'group',
      defaultNamespace: 'default',
    });
    if (![namespace, name].every(part => NAME.test(part)))
      throw new Error('not a name');
    return kind.toLowerCase() === 'group'
      ? []
      : [
          {
            path,
            message: `${quoted(
              owner,
            )} is not a group; templates belong to groups`,
          },
        ];
  } catch {
    return [
      {
        path,
        message: `${quoted(
          owner,
        )} is not the ref of a group; write for example group:default/platform`,
      },
    ];
  }
}

function predicateFindings(predicate: unknown): Finding[] {
  if (predicate === undefined) return [];
  const path = ['spec', 'appliesTo'];
  if (typeof predicate !== 'object' || predicate === null)
    return [{ path, message: 'an object is expected: a filter predicate' }];
  try {
    parseFilterPredicate(predicate);
    return [];
  } catch (error) {
    return [
      {
        path,
        message: `it is not a filter predicate of the catalog: ${(
          error as Error
        ).message.slice(0, 400)}`,
      },
    ];
  }
}

function unknown(
  what: string,
  names: string[] | undefined,
  known: string[],
  path: Path,
): Finding[] {
  return (names ?? []).flatMap((name, index) => {
    if (known.includes(name)) return [];
    const nearest = nearestName(name, known);
    const hint = nearest
      ? `did you mean '${nearest}'?`
      : `there are: ${known.join(', ') || 'none'}`;
    return [
      {
        path: [...path, index],
        message: `There is no ${what} ${quoted(name)}; ${hint}`,
      },
    ];
  });
}
