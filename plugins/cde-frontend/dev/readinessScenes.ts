import type { ComponentReadiness } from '@backstage-cde/plugin-cde-common';
import { aComponentReadiness } from '../src/__testUtils__';
import type { FakeCdeApi } from '../src/__testUtils__';

const MINUTE = 60_000;
const TEAMS = ['payments', 'web', 'platform'];
const MANY = 70;

const NEVER_STARTED = {
  lastStartAt: undefined,
  lastStartMs: undefined,
  medianStartMs: undefined,
  starts: 0,
};

/** A catalog of components in every state. */
export function surveyed(api: FakeCdeApi): FakeCdeApi {
  api.readiness = [
    named('payments-api'),
    named('ledger', {
      status: 'invalid',
      problem:
        '.devcontainer/devcontainer.json:4:3: expected a comma or "}" after the value of "image", found "features"',
      ...NEVER_STARTED,
    }),
    named('docs', { status: 'none', paths: [], ...NEVER_STARTED }),
    named('web-shop', {
      owner: 'group:default/web',
      status: 'warnings',
      paths: ['.devcontainer.json', '.devcontainer/gpu/devcontainer.json'],
      unsupported: ['runArgs', 'capAdd', 'privileged', 'mounts', 'init'],
      problem: '.devcontainer.json:18:3: --privileged is not allowed',
    }),
    ...Array.from({ length: MANY }, (_, index) => another(index)),
  ];
  return api;
}

function named(
  name: string,
  changes: Partial<ComponentReadiness> = {},
): ComponentReadiness {
  return aComponentReadiness({
    component: `component:default/${name}`,
    title: name,
    lastStartAt: ago(17 * MINUTE),
    ...changes,
  });
}

function another(index: number): ComponentReadiness {
  const changes: Partial<ComponentReadiness>[] = [
    {
      lastStartAt: ago(index * 95 * MINUTE),
      medianStartMs: 9_000 + index * 900,
    },
    { status: 'none', paths: [], ...NEVER_STARTED },
    { status: 'unknown', paths: [], ...NEVER_STARTED },
  ];
  return named(`service-${String(index + 1).padStart(2, '0')}`, {
    owner: `group:default/${TEAMS[index % TEAMS.length]}`,
    system: index % 4 ? 'system:default/shop' : 'system:default/search',
    ...changes[((index * 5) % 7) % changes.length],
  });
}

function ago(ms: number): string {
  return new Date(Date.now() - ms).toISOString();
}
