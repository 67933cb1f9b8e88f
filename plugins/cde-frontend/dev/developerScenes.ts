import type {
  CreateWorkspaceRequest,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import {
  PARAMETERS,
  PRICED_CLASSES,
  TEMPLATES,
  aQuotaUsage,
  aWorkspace,
  inMs,
  quotaError,
} from '../src/__testUtils__';
import type { FakeCdeApi } from '../src/__testUtils__';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const GIGABYTE = 2 ** 30;

/** What owners meet: templates to choose from, limits, deadlines, updates and shares. */
export function developed(api: FakeCdeApi): FakeCdeApi {
  const [main, fix] = api.workspaces;
  api.change(main.id, running(main));
  api.change(fix.id, {
    templateRevision: 3,
    deadlines: [inMs(47 * HOUR, { act: 'retention-delete', warned: true })],
    allowed: [...fix.allowed, 'configure', 'keep', 'share'],
    price: { perHour: 0.08, perMonthStored: 1 },
    parameterSchema: PARAMETERS,
    parameters: { database: 'none', workers: 4 },
  });
  api.workspaces = [...api.workspaces, ...shared()];
  api.shares[main.id] = [
    {
      grantee: 'group:default/payments',
      role: 'view',
      createdBy: main.owner,
      createdAt: main.createdAt,
    },
    {
      grantee: 'user:default/ben',
      role: 'use',
      expiresAt: new Date(Date.now() + 9 * DAY).toISOString(),
      createdBy: main.owner,
      createdAt: main.createdAt,
    },
  ];
  api.options = {
    ...api.options,
    templates: TEMPLATES,
    resourceClasses: PRICED_CLASSES,
  };
  api.quotaUsage = {
    currency: 'EUR',
    items: [
      aQuotaUsage({ requested: 1 }),
      aQuotaUsage({ measure: 'workspaces', limit: 20, used: 7, requested: 1 }),
      aQuotaUsage({
        target: { kind: 'group', ref: 'group:default/payments', per: 'total' },
        title: 'Team payments',
        measure: 'memory',
        limit: 32 * GIGABYTE,
        used: 26 * GIGABYTE,
        requested: 2 * GIGABYTE,
      }),
      aQuotaUsage({ measure: 'cost', limit: 50, used: 12.4 }),
    ],
  };
  return limited(api);
}

function running(main: WorkspaceDetails): Partial<WorkspaceDetails> {
  return {
    templateRevision: 2,
    update: {
      revision: 3,
      note: 'Node 24, and a larger cache',
      chosen: false,
      deadline: new Date(Date.now() + 6 * DAY).toISOString(),
    },
    deadlines: [
      inMs(4 * MINUTE, { act: 'idle-stop', warned: true }),
      inMs(5 * HOUR, { act: 'scheduled-stop' }),
    ],
    price: { perHour: 0.04, perMonthStored: 0.54 },
    allowed: [...main.allowed, 'configure', 'keep', 'share', 'transfer'],
    parameterSchema: PARAMETERS,
    parameters: { database: 'postgres', workers: 2 },
    settings: {
      schedule: {
        timeZone: 'Europe/Lisbon',
        days: ['mon', 'tue', 'wed', 'thu', 'fri'],
        start: '08:00',
        stop: '18:00',
      },
    },
    policy: {
      ...main.policy,
      quietHours: { from: '22:00', to: '06:00' },
      lifetimeMs: 12 * HOUR,
    },
  };
}

function shared(): WorkspaceDetails[] {
  return [
    aWorkspace({
      id: '7d1f9c1e-3c1b-4c55-8a44-0d9be7f0a801',
      name: 'demo',
      owner: 'user:default/cleo',
      relation: 'view',
      allowed: [],
    }),
    aWorkspace({
      id: '7d1f9c1e-3c1b-4c55-8a44-0d9be7f0a802',
      name: 'pairing',
      owner: 'user:default/ben',
      relation: 'use',
      privileged: true,
      allowed: ['open'],
    }),
  ];
}

/** Medium workspaces go over a limit until the first workspace is stopped. */
function limited(api: FakeCdeApi): FakeCdeApi {
  const { createWorkspace } = api;
  const [main] = api.workspaces;
  api.createWorkspace = async (
    request: CreateWorkspaceRequest,
    key: string,
  ) => {
    const holder = await api.getWorkspace(main.id);
    if (request.resourceClass === 'medium' && holder.phase === 'Running') {
      throw quotaError({
        exceeded: [
          {
            ...aQuotaUsage({ limit: 3, used: 3, requested: 1 }),
            holders: [
              {
                id: main.id,
                name: main.name,
                owner: main.owner,
                amount: 1,
                running: true,
                allowed: ['stop', 'delete'],
              },
              { amount: 2, running: true, allowed: [] },
            ],
          },
        ],
      });
    }
    return createWorkspace.call(api, request, key);
  };
  return api;
}
