import type { Knex } from 'knex';
import type { Database } from '../database';
import { appendRevision, readRevision } from './revisions';
import { documentColumns, hashOfDocument, toTemplate } from './rows';
import type { ExternalContent, TemplateRecord } from './types';

/**
 * Makes a template what Git or the configuration says. Several replicas may do so at once: the row's lock
 * puts them in order, and the second finds nothing to do.
 *
 * @returns whether anything changed
 */
export async function upsertExternal(
  database: Database,
  trx: Knex.Transaction,
  id: string,
  content: ExternalContent,
): Promise<boolean> {
  const { document, source, location, author } = content;
  const { name, namespace = 'default' } = document.metadata;
  await trx('cde_templates')
    .insert({
      id,
      name,
      namespace,
      source,
      location,
      ...documentColumns(document),
      state: document.spec.lifecycle ?? 'active',
      created_by: author,
      created_at: database.now(),
    })
    .onConflict('id')
    .ignore();
  const current = toTemplate(
    await database.lockRow(trx, 'cde_templates', { id }),
  );
  const changed = await updateColumns(trx, current, content);
  const published =
    current.publishedRevision === null
      ? undefined
      : await readRevision(trx, id, current.publishedRevision);
  if (published?.hash === hashOfDocument(document)) {
    return changed;
  }
  await appendRevision(database, trx, id, content);
  return true;
}

async function updateColumns(
  trx: Knex.Transaction,
  current: TemplateRecord,
  { source, location, document }: ExternalContent,
): Promise<boolean> {
  const state = document.spec.lifecycle ?? 'active';
  const same =
    current.source === source &&
    current.location === location &&
    current.state === state &&
    current.problem === null &&
    current.draft === null;
  if (!same) {
    // A draft of the portal ends where another source takes the name over.
    await trx('cde_templates')
      .where({ id: current.id })
      .update({ source, location, state, problem: null, draft: null });
  }
  return !same;
}
