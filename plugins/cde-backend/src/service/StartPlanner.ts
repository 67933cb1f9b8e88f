import { ConflictError } from '@backstage/errors';
import type { ParameterValue } from '@backstage-cde/plugin-cde-common';
import type { CdeConfig } from '../config';
import {
  planChange,
  planStart,
  type ConfigurationChange,
  type TemplateSurroundings,
} from '../creation';
import type { DatabaseTemplateStore } from '../templates';
import type { ReplaceableFields, WorkspaceRecord } from '../workspaces';

/** What to make of the locked row of a workspace; looks nothing up any more. */
export type Replacing = (row: WorkspaceRecord) => Partial<ReplaceableFields>;

/** Applies revisions, classes and parameters of workspaces that exist, on every way to a start. */
export class StartPlanner {
  readonly #config: Pick<CdeConfig, 'resourceClasses'>;
  readonly #templates: DatabaseTemplateStore;

  constructor(options: {
    config: Pick<CdeConfig, 'resourceClasses'>;
    templates: DatabaseTemplateStore;
  }) {
    this.#config = options.config;
    this.#templates = options.templates;
  }

  /** Before a start: looks up what it may need, and gives what decides about the locked row. */
  async prepareStart(
    record: WorkspaceRecord,
    ephemeral: Record<string, ParameterValue> = {},
  ): Promise<Replacing> {
    const around = await this.#lookUp(record);
    return row => {
      refuseMoved(record, row);
      return planStart(row, around, ephemeral);
    };
  }

  /** Before a change of class, parameters or revision; see `planChange`. */
  async prepareChange(
    record: WorkspaceRecord,
    change: ConfigurationChange,
  ): Promise<Replacing> {
    const around = await this.#lookUp(record);
    return row => {
      refuseMoved(record, row);
      return planChange(row, around, change);
    };
  }

  /** The same as `prepareStart`, for a start by schedule. @throws where it may not start any more */
  async beforeStart(row: WorkspaceRecord): Promise<Partial<ReplaceableFields>> {
    return planStart(row, await this.#lookUp(row));
  }

  async #lookUp({
    templateName,
    templateRevision,
  }: WorkspaceRecord): Promise<TemplateSurroundings> {
    const [template, published, revisions, pinned] = await Promise.all([
      this.#templates.get(templateName),
      this.#templates.published([templateName]),
      this.#templates.revisions([templateName]),
      templateRevision === null
        ? undefined
        : this.#templates.revision(templateName, templateRevision),
    ]);
    return {
      template,
      latest: published[0]?.revision,
      pinned,
      revisions,
      resourceClasses: this.#config.resourceClasses,
    };
  }
}

/** What was looked up belongs to the revision that the workspace was pinned to. */
function refuseMoved(seen: WorkspaceRecord, row: WorkspaceRecord): void {
  if (seen.templateRevision !== row.templateRevision) {
    throw new ConflictError(
      `The workspace '${row.name}' got another revision of its template just now; look at it again`,
    );
  }
}
