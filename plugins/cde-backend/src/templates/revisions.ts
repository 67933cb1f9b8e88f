import type { Knex } from 'knex';
import type { Database } from '../database';
import {
  documentColumns,
  hashOfDocument,
  SUMMARY_COLUMNS,
  toRevision,
  toRevisionSummary,
  toTemplate,
  type Row,
} from './rows';
import type {
  NewRevision,
  PublishedTemplate,
  RevisionRecord,
  RevisionSummaryRecord,
  RevisionUse,
} from './types';

/** Adds the next revision and makes it the published one. The template's row is locked by the caller. */
export async function appendRevision(
  database: Database,
  trx: Knex.Transaction,
  id: string,
  revision: NewRevision,
): Promise<void> {
  const last = await trx('cde_template_revisions')
    .where({ template_id: id })
    .max({ revision: 'revision' })
    .first();
  const number = Number(last?.revision ?? 0) + 1;
  const { document } = revision;
  await trx('cde_template_revisions').insert({
    template_id: id,
    revision: number,
    document: JSON.stringify(document),
    yaml: revision.yaml,
    hash: hashOfDocument(document),
    note: revision.note,
    author: revision.author,
    published_at: database.now(),
    rolled_back_from: revision.rolledBackFrom ?? null,
    deadline: revision.deadline,
  });
  await trx('cde_templates')
    .where({ id })
    .update({
      ...documentColumns(document),
      published_revision: number,
      problem: null,
    });
  await replaceTags(trx, id, document.metadata.tags ?? []);
}

async function replaceTags(
  trx: Knex.Transaction,
  id: string,
  tags: string[],
): Promise<void> {
  await trx('cde_template_tags').where({ template_id: id }).delete();
  if (tags.length > 0) {
    await trx('cde_template_tags').insert(
      [...new Set(tags)].map(tag => ({ template_id: id, tag })),
    );
  }
}

export async function readRevision(
  knex: Knex,
  id: string,
  revision: number,
): Promise<RevisionRecord | undefined> {
  const row: Row | undefined = await knex('cde_template_revisions')
    .where({ template_id: id, revision })
    .first();
  return row && toRevision(row);
}

/** Of several templates, the newest first, without their content. */
export async function readRevisions(
  knex: Knex,
  ids: string[],
): Promise<RevisionSummaryRecord[]> {
  const rows: Row[] = await knex('cde_template_revisions')
    .whereIn('template_id', ids)
    .orderBy('template_id')
    .orderBy('revision', 'desc')
    .select(SUMMARY_COLUMNS);
  return rows.map(toRevisionSummary);
}

/** @param ids - absent: all */
export async function readPublished(
  knex: Knex,
  ids?: string[],
): Promise<PublishedTemplate[]> {
  const query = knex('cde_templates')
    .join('cde_template_revisions', join =>
      join
        .on('cde_template_revisions.template_id', 'cde_templates.id')
        .andOn(
          'cde_template_revisions.revision',
          'cde_templates.published_revision',
        ),
    )
    .orderBy('cde_templates.title')
    .orderBy('cde_templates.id')
    .select('cde_templates.*', 'cde_template_revisions.*');
  const rows: Row[] = await (ids
    ? query.whereIn('cde_templates.id', ids)
    : query);
  return rows.map(row => ({
    template: toTemplate(row),
    revision: toRevision(row),
  }));
}

/** Workspaces that are not being deleted, by template and revision. */
export async function readUse(
  knex: Knex,
  ids: string[],
  ownerRef?: string,
): Promise<RevisionUse[]> {
  const rows: Row[] = await knex('cde_workspaces')
    .whereIn('template_name', ids)
    .andWhere(query => {
      if (ownerRef !== undefined) {
        query.where({ owner_ref: ownerRef });
      }
    })
    .groupBy('template_name', 'template_revision', 'desired')
    .select('template_name', 'template_revision', 'desired')
    .count({ count: '*' });
  const uses = new Map<string, RevisionUse>();
  for (const row of rows) {
    const templateId = String(row.template_name);
    const revision =
      row.template_revision === null ? null : Number(row.template_revision);
    const key = `${templateId} ${revision}`;
    const use = uses.get(key) ?? {
      templateId,
      revision,
      running: 0,
      stopped: 0,
    };
    use[row.desired === 'running' ? 'running' : 'stopped'] += Number(row.count);
    uses.set(key, use);
  }
  return [...uses.values()];
}

/** Revisions after those that workspaces are pinned to, in one query. */
export async function readNewerRevisions(
  knex: Knex,
  pins: ReadonlyMap<string, number>,
): Promise<RevisionSummaryRecord[]> {
  if (pins.size === 0) {
    return [];
  }
  const rows: Row[] = await knex('cde_template_revisions')
    .where(any => {
      for (const [template_id, pinned] of pins) {
        any.orWhere(one =>
          one.where({ template_id }).andWhere('revision', '>', pinned),
        );
      }
    })
    .select(SUMMARY_COLUMNS);
  return rows.map(toRevisionSummary);
}
