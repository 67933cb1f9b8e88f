import type { Workspace } from '@backstage-cde/plugin-cde-common';
import { updateOf } from '../creation';
import type { DatabaseTemplateStore } from '../templates';
import type { WorkspaceRecord } from '../workspaces';

/** Which later revisions workspaces are offered; one query for any number of them. */
export async function findUpdates(
  templates: Pick<DatabaseTemplateStore, 'newerRevisions'>,
  records: WorkspaceRecord[],
): Promise<(record: WorkspaceRecord) => Workspace['update']> {
  const pins = new Map<string, number>();
  for (const { templateName, templateRevision } of records) {
    if (templateRevision !== null) {
      const lowest = pins.get(templateName) ?? Infinity;
      pins.set(templateName, Math.min(lowest, templateRevision));
    }
  }
  const revisions = await templates.newerRevisions(pins);
  return record => {
    const update = updateOf(record, revisions);
    if (!update) {
      return undefined;
    }
    const { deadline, ...rest } = update;
    return deadline === undefined
      ? rest
      : { ...rest, deadline: new Date(deadline).toISOString() };
  };
}
