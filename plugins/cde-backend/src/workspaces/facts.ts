import type { ShareRole } from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';

/** What permission rules look at beside the row. */
export interface WorkspaceFacts {
  /** Those that have not ended. */
  shares: Array<{ grantee: string; role: ShareRole }>;
  /** Entity refs: the owner, and the groups that the owner is in. */
  ownerGroups: string[];
  templateOwner: string | null;
  templateTags: string[];
}

/** Reads facts of many workspaces at once. */
export interface FactsReader {
  /** Of each workspace, by id. */
  of(
    workspaces: Array<{ id: string; templateName: string }>,
  ): Promise<Map<string, WorkspaceFacts>>;
}

/** For workspaces of which nothing is known. */
export const NO_FACTS: WorkspaceFacts = {
  shares: [],
  ownerGroups: [],
  templateOwner: null,
  templateTags: [],
};

/** Facts in the plugin's database. */
export class DatabaseFacts implements FactsReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async of(workspaces: Array<{ id: string; templateName: string }>) {
    if (workspaces.length === 0) {
      return new Map<string, WorkspaceFacts>();
    }
    const ids = workspaces.map(({ id }) => id);
    const templates = [
      ...new Set(workspaces.map(({ templateName }) => templateName)),
    ];
    const [shares, groups, owners, tags] = await Promise.all([
      this.#shares(ids),
      this.#ownerGroups(ids),
      this.#owners(templates),
      this.#tags(templates),
    ]);
    return new Map(
      workspaces.map(({ id, templateName }) => [
        id,
        {
          shares: shares.get(id) ?? [],
          ownerGroups: groups.get(id) ?? [],
          templateOwner: owners.get(templateName) ?? null,
          templateTags: tags.get(templateName) ?? [],
        },
      ]),
    );
  }

  async #shares(ids: string[]) {
    const rows = await this.#database.read(knex =>
      knex('cde_shares')
        .whereIn('workspace_id', ids)
        .andWhere(open =>
          open
            .whereNull('expires_at')
            .orWhere('expires_at', '>', this.#database.now()),
        )
        .select('workspace_id', 'grantee_ref', 'role'),
    );
    return grouped(
      rows,
      row => row.workspace_id,
      row => ({ grantee: row.grantee_ref, role: row.role }),
    );
  }

  async #ownerGroups(ids: string[]) {
    const rows = await this.#database.read(knex =>
      knex('cde_charges')
        .whereIn('workspace_id', ids)
        .andWhere({ of_owner: true })
        .select('workspace_id', 'scope'),
    );
    return grouped(
      rows,
      row => row.workspace_id,
      row => row.scope,
    );
  }

  async #owners(templates: string[]): Promise<Map<string, string>> {
    const rows = await this.#database.read(knex =>
      knex('cde_templates').whereIn('id', templates).select('id', 'owner_ref'),
    );
    return new Map(rows.map(row => [row.id, row.owner_ref]));
  }

  async #tags(templates: string[]) {
    const rows = await this.#database.read(knex =>
      knex('cde_template_tags')
        .whereIn('template_id', templates)
        .select('template_id', 'tag'),
    );
    return grouped(
      rows,
      row => row.template_id,
      row => row.tag,
    );
  }
}

function grouped<Row, Value>(
  rows: Row[],
  key: (row: Row) => string,
  value: (row: Row) => Value,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const row of rows) {
    const group = groups.get(key(row)) ?? [];
    group.push(value(row));
    groups.set(key(row), group);
  }
  return groups;
}
