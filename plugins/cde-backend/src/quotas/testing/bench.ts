import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { Quota } from '@backstage-cde/plugin-cde-common';
import type { CdeConfig } from '../../config';
import type { Database } from '../../database';
import { plainLogger } from '../../engine/testing/harness';
import type { WorkspaceAccess } from '../../permissions';
import type { AuditLog } from '../../service';
import { newWorkspace, queued } from '../../testing/workspaces';
import {
  decideDelete,
  decideRestart,
  decideStart,
  decideStop,
  DatabaseLeaseStore,
  DatabaseWorkspaceStore,
  type DesiredChange,
  type Fence,
  type NewWorkspace,
  type WorkspaceRecord,
} from '../../workspaces';
import { createQuotas } from '../createQuotas';

export const ADA = 'user:default/ada';
export const BOB = 'user:default/bob';

/** A user who is in groups, or a group below another. */
export function member(
  kind: 'User' | 'Group',
  name: string,
  ...groups: string[]
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default' },
    spec: { profile: { displayName: name.toUpperCase() } },
    relations: groups.map(group => ({
      type: kind === 'User' ? 'memberOf' : 'childOf',
      targetRef: `group:default/${group}`,
    })),
  };
}

/** Ada is in checkout, Bob in payments, both of which are parts of engineering. */
export const ORGANISATION = [
  member('User', 'ada', 'checkout'),
  member('User', 'bob', 'payments'),
  member('Group', 'checkout', 'engineering'),
  member('Group', 'payments', 'engineering'),
  member('Group', 'engineering'),
];

/** A limit of the configuration, for example `limit('user:default/ada', { running: 2 })`. */
export function limit(
  ref: string,
  limits: Quota['limits'],
  per: 'total' | 'each' = 'total',
): CdeConfig['quotas']['items'][number] {
  const kind = ref.split(':')[0] as Quota['target']['kind'];
  return {
    target: { kind, per, ...(kind !== 'everyone' && { ref }) },
    limits,
  };
}

/** Workspaces under limits, with the rules of the real store. */
export async function quotaBench(
  database: Database,
  items: CdeConfig['quotas']['items'],
  options: {
    catalog?: CatalogService;
    combine?: 'max' | 'sum';
  } = {},
) {
  const { catalog = catalogServiceMock({ entities: ORGANISATION }) } = options;
  const quotas = createQuotas({
    config: {
      quotas: { combine: options.combine ?? 'max', items },
      currency: 'EUR',
    } as CdeConfig,
    database,
    catalog,
    auth: mockServices.auth(),
    // Who may see or set what is tested through the API.
    access: {} as WorkspaceAccess,
    audit: {} as AuditLog,
    logger: plainLogger(),
  });
  const store = new DatabaseWorkspaceStore(database);
  const leases = new DatabaseLeaseStore(database);
  const change = async (
    id: string,
    decide: (row: WorkspaceRecord) => DesiredChange | undefined,
  ) => {
    const record = (await store.get(id))!;
    return store.changeDesired(id, decide, {
      admission: await quotas.service.admission(record),
    });
  };
  return {
    quotas,
    store,
    leases,
    change,
    async create(overrides: Partial<NewWorkspace> = {}): Promise<string> {
      const workspace = newWorkspace({ componentRef: null, ...overrides });
      const admission = await quotas.service.admission(workspace);
      await store.create(workspace, queued, undefined, admission);
      return workspace.id;
    },
    start: (id: string) => change(id, row => decideStart(row, ADA)),
    restart: (id: string) => change(id, row => decideRestart(row, ADA)),
    stop: (id: string) => change(id, row => decideStop(row, ADA)),
    delete: (id: string) => change(id, row => decideDelete(row, ADA)),
    async fence(): Promise<Fence> {
      return (await leases.acquire('engine', 'me', 3600_000))!;
    },
    /** The engine gives the workspace's run up. */
    async halt(id: string): Promise<void> {
      const record = (await store.get(id))!;
      const fence = (await leases.acquire('engine', 'me', 3600_000))!;
      await store.saveProjection(
        record,
        { phase: 'Failed', observed: { haltedRun: record.run }, dueInMs: null },
        [],
        fence,
      );
    },
    async remove(id: string): Promise<void> {
      await store.remove(id, (await leases.acquire('engine', 'me', 3600_000))!);
    },
  };
}

export type QuotaBench = Awaited<ReturnType<typeof quotaBench>>;
