import {
  READINESS_STATUSES,
  type ComponentReadiness,
  type ReadinessStatus,
  type ReadinessTotal,
} from '@backstage-cde/plugin-cde-common';
import { SOME_TIME } from './fixtures';

/** A component that is ready, unless told otherwise. */
export function aComponentReadiness(
  changes: Partial<ComponentReadiness> = {},
): ComponentReadiness {
  return {
    component: 'component:default/payments-api',
    title: 'Payments API',
    owner: 'group:default/payments',
    system: 'system:default/shop',
    repositoryUrl: 'https://git.example/acme/payments-api/tree/main/',
    paths: ['.devcontainer/devcontainer.json'],
    status: 'valid',
    unsupported: [],
    lastStartAt: SOME_TIME,
    lastStartMs: 42_000,
    medianStartMs: 38_000,
    starts: 12,
    ...changes,
  };
}

/** Sums as the backend makes them, but for the median, which is of the components' medians. */
export function readinessTotal(items: ComponentReadiness[]): ReadinessTotal {
  const count = (status: ReadinessStatus) =>
    items.filter(item => item.status === status).length;
  const started = items
    .filter(item => item.lastStartAt)
    .sort((a, b) => (b.lastStartAt ?? '').localeCompare(a.lastStartAt ?? ''));
  const medians = started.flatMap(item => item.medianStartMs ?? []);
  return {
    components: items.length,
    byStatus: Object.fromEntries(
      READINESS_STATUSES.map(status => [status, count(status)]),
    ) as Record<ReadinessStatus, number>,
    starts: items.reduce((sum, { starts }) => sum + starts, 0),
    ...(started[0] && {
      lastStartAt: started[0].lastStartAt,
      lastStartMs: started[0].lastStartMs,
      medianStartMs: medians.sort((a, b) => a - b)[
        Math.floor(medians.length / 2)
      ],
    }),
  };
}
