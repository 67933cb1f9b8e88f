import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { runningWorkspace } from '../gateway/workspace';

/** Who asks; the mock sign-in of Backstage's test backend. */
export const USER = 'user:default/mock';
const OWNERS = 500;
/** Of the user's own workspaces, whatever the size: what the page shows does not grow. */
const OWN = 20;
const CHUNK = 100;

/** Fills the table with workspaces of many owners, teams, systems and templates. */
export async function fill(knex: Knex, count: number): Promise<string[]> {
  const { spec, ref } = runningWorkspace();
  const own: string[] = [];
  for (let first = 0; first < count; first += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, count - first) }, (_, index) => {
      const number = first + index;
      const mine = number % Math.floor(count / OWN) === 0;
      const id = randomUUID();
      if (mine) own.push(id);
      return {
        id,
        owner_ref: mine ? USER : `user:default/u${number % OWNERS}`,
        name: `workspace-${number}`,
        component_ref: `component:default/c${number % 300}`,
        component_owner_ref: `group:default/g${number % 50}`,
        system_ref: `system:default/s${number % 40}`,
        cluster_name: 'local',
        namespace: 'benchmark',
        template_name: `t${number % 20}`,
        resource_class: 'small',
        ide: 'vscode-web',
        ref: JSON.stringify(ref),
        spec: JSON.stringify(spec),
        desired: 'stopped',
        run: 1,
        phase: 'Stopped',
        phase_since: number,
        conditions: '[]',
        observed: '{}',
        attempts: 0,
        created_at: number,
        desired_since: Date.now(),
        version: 1,
        event_seq: 0,
      };
    });
    await knex('cde_workspaces').insert(rows);
    await knex('cde_charges').insert(
      rows.flatMap(row => [row.owner_ref, row.component_owner_ref, 'group:default/all', 'everyone'].map(scope => ({ workspace_id: row.id, scope }))),
    );
  }
  return own;
}
