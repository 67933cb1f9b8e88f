import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type {
  TemplateState,
  WorkspaceTemplateDocument,
} from '@backstage-cde/plugin-cde-common';
import type { Knex } from 'knex';
import type { Database } from '../database';
import { draftConflict, nameTaken, noTemplate, stillUsed } from './conflicts';
import { applyTemplateFilter } from './filters';
import {
  appendRevision,
  readNewerRevisions,
  readPublished,
  readRevision,
  readRevisions,
  readUse,
} from './revisions';
import { documentColumns, toTemplate, type Row } from './rows';
import type {
  ExternalContent,
  NewRevision,
  PublishedTemplate,
  RevisionRecord,
  RevisionSummaryRecord,
  RevisionUse,
  StoredState,
  TemplateFilter,
  TemplateRecord,
} from './types';
import { upsertExternal } from './external';

/** Templates, their drafts and their revisions, in SQLite or PostgreSQL. Each method is one transaction. */
export class DatabaseTemplateStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By title. */
  async list(
    filter?: PermissionCriteria<TemplateFilter>,
  ): Promise<TemplateRecord[]> {
    const rows: Row[] = await this.#database.read(knex => {
      const select = knex('cde_templates')
        .select('cde_templates.*')
        .orderBy('title')
        .orderBy('id');
      if (filter) {
        applyTemplateFilter(select, filter);
      }
      return select;
    });
    return rows.map(toTemplate);
  }

  async get(id: string): Promise<TemplateRecord | undefined> {
    return this.#database.read(knex => find(knex, id));
  }

  /** Templates with their published revisions, in one query. */
  async published(ids?: string[]): Promise<PublishedTemplate[]> {
    return this.#database.read(knex => readPublished(knex, ids));
  }

  async revision(
    id: string,
    revision: number,
  ): Promise<RevisionRecord | undefined> {
    return this.#database.read(knex => readRevision(knex, id, revision));
  }

  /** The newest first, without their content. */
  async revisions(ids: string[]): Promise<RevisionSummaryRecord[]> {
    return this.#database.read(knex => readRevisions(knex, ids));
  }

  /** Revisions that are later than the lowest one of each template that is given. */
  async newerRevisions(
    pins: ReadonlyMap<string, number>,
  ): Promise<RevisionSummaryRecord[]> {
    return this.#database.read(knex => readNewerRevisions(knex, pins));
  }

  /** Workspaces by template and revision. @param ownerRef - only those of this user */
  async use(ids: string[], ownerRef?: string): Promise<RevisionUse[]> {
    return this.#database.read(knex => readUse(knex, ids, ownerRef));
  }

  /** A template that has a draft alone. @throws ConflictError where the name is taken */
  async create(
    id: string,
    document: WorkspaceTemplateDocument,
    draft: { yaml: string; author: string },
  ): Promise<TemplateRecord> {
    return this.#database.transaction(async trx => {
      const now = this.#database.now();
      const { name, namespace = 'default' } = document.metadata;
      const added = await trx('cde_templates')
        .insert({
          id,
          name,
          namespace,
          source: 'portal',
          ...documentColumns(document),
          state: 'active',
          draft: draft.yaml,
          draft_version: 1,
          draft_by: draft.author,
          draft_at: now,
          created_by: draft.author,
          created_at: now,
        })
        .onConflict('id')
        .ignore()
        .returning('id');
      const template = await existing(trx, id);
      if (added.length === 0) {
        throw nameTaken(template);
      }
      return template;
    });
  }

  /**
   * @param seen - the draft's version that the writer saw, 0 where there was none, and the revision that the
   * text began from, where known
   * @param document - what the text says, where it is valid: a template without revisions is listed by it
   * @throws ConflictError where somebody was faster; nothing is overwritten
   */
  async saveDraft(
    id: string,
    draft: { yaml: string; author: string },
    seen: { version: number; baseRevision?: number },
    document?: WorkspaceTemplateDocument,
  ): Promise<TemplateRecord> {
    return this.#change(id, async (trx, current) => {
      refuseStale(current, seen);
      await trx('cde_templates')
        .where({ id })
        .update({
          draft: draft.yaml,
          draft_version: current.draftVersion + 1,
          draft_by: draft.author,
          draft_at: this.#database.now(),
          draft_base: current.draft
            ? current.draft.baseRevision
            : current.publishedRevision,
          ...(document &&
            current.publishedRevision === null &&
            documentColumns(document)),
        });
    });
  }

  /** @throws ConflictError where it is another draft by now */
  async discardDraft(id: string, version: number): Promise<TemplateRecord> {
    return this.#change(id, async (trx, current) => {
      refuseStale(current, { version });
      await trx('cde_templates').where({ id }).update({ draft: null });
    });
  }

  /**
   * Makes a draft the next revision.
   * @param version - of the draft that `revision` was made from
   * @throws ConflictError where it is another draft by now
   */
  async publish(
    id: string,
    version: number,
    revision: NewRevision,
  ): Promise<TemplateRecord> {
    return this.#change(id, async (trx, current) => {
      if (!current.draft || current.draftVersion !== version) {
        throw draftConflict(current);
      }
      await appendRevision(this.#database, trx, id, revision);
      await trx('cde_templates')
        .where({ id })
        .update({
          draft: null,
          ...(revision.document.spec.lifecycle && {
            state: revision.document.spec.lifecycle,
          }),
        });
    });
  }

  /** Makes the content of an old revision the next one; a draft stays as it is. */
  async rollBack(id: string, revision: NewRevision): Promise<TemplateRecord> {
    return this.#change(id, trx =>
      appendRevision(this.#database, trx, id, revision),
    );
  }

  async setState(id: string, state: TemplateState): Promise<TemplateRecord> {
    return this.#change(id, trx =>
      trx('cde_templates').where({ id }).update({ state }),
    );
  }

  /** @throws ConflictError where workspaces use it */
  async delete(id: string): Promise<void> {
    await this.#database.transaction(async trx => {
      const current = await this.#lock(trx, id);
      const used = await trx('cde_workspaces')
        .where({ template_name: id })
        .count({ count: '*' })
        .first();
      if (Number(used?.count) > 0) {
        throw stillUsed(current, Number(used?.count));
      }
      await trx('cde_templates').where({ id }).delete();
    });
  }

  /**
   * Locks a template, in the transaction that makes a workspace from it, against being deleted or ended.
   * @returns as it is at that time; `undefined`: there is none
   */
  async holdForCreation(
    trx: Knex.Transaction,
    id: string,
  ): Promise<TemplateRecord | undefined> {
    const row = await this.#database.lockRow(trx, 'cde_templates', { id });
    return row && toTemplate(row);
  }

  /**
   * Takes over what Git or the configuration says; where the content is another, as a new revision.
   * @returns whether anything changed
   */
  async takeOver(id: string, content: ExternalContent): Promise<boolean> {
    return this.#database.transaction(trx =>
      upsertExternal(this.#database, trx, id, content),
    );
  }

  /** Of templates whose source cannot be used as it is. @returns whether anything changed */
  async mark(
    id: string,
    marks: { state?: StoredState; problem: string | null },
  ): Promise<boolean> {
    return this.#database.transaction(async trx => {
      const row = await this.#database.lockRow(trx, 'cde_templates', { id });
      if (!row) {
        return false;
      }
      const current = toTemplate(row);
      const { state = current.state, problem } = marks;
      if (current.state === state && current.problem === problem) {
        return false;
      }
      await trx('cde_templates').where({ id }).update({ state, problem });
      return true;
    });
  }

  async #change(
    id: string,
    work: (trx: Knex.Transaction, current: TemplateRecord) => Promise<unknown>,
  ): Promise<TemplateRecord> {
    return this.#database.transaction(async trx => {
      await work(trx, await this.#lock(trx, id));
      return existing(trx, id);
    });
  }

  async #lock(trx: Knex.Transaction, id: string): Promise<TemplateRecord> {
    const row = await this.#database.lockRow(trx, 'cde_templates', { id });
    if (!row) {
      throw noTemplate(id);
    }
    return toTemplate(row);
  }
}

function refuseStale(
  current: TemplateRecord,
  seen: { version: number; baseRevision?: number },
): void {
  const there = current.draft ? current.draftVersion : 0;
  const outdated =
    !current.draft &&
    seen.baseRevision !== undefined &&
    seen.baseRevision !== (current.publishedRevision ?? 0);
  if (seen.version !== there || outdated) {
    throw draftConflict(current);
  }
}

async function find(
  knex: Knex,
  id: string,
): Promise<TemplateRecord | undefined> {
  const row: Row | undefined = await knex('cde_templates')
    .where({ id })
    .first();
  return row && toTemplate(row);
}

async function existing(
  trx: Knex.Transaction,
  id: string,
): Promise<TemplateRecord> {
  const template = await find(trx, id);
  if (!template) {
    throw noTemplate(id);
  }
  return template;
}
