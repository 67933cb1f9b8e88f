import { NotFoundError } from '@backstage/errors';
import type { WorkspaceDetails } from '@backstage-cde/plugin-cde-common';
import { FakeTemplates } from './FakeTemplates';
import { allowedIn } from './fixtures';

/** The rows in memory that the other parts act on. */
export class FakeWorkspaces extends FakeTemplates {
  workspaces: WorkspaceDetails[] = [];

  /** Changes a workspace as the engine would. */
  change(id: string, changes: Partial<WorkspaceDetails>): WorkspaceDetails {
    const before = this.find(id);
    const phase = changes.phase ?? before.phase;
    const after = {
      ...before,
      ...(phase === before.phase
        ? {}
        : { phaseSince: new Date().toISOString(), allowed: allowedIn(phase) }),
      ...changes,
    };
    this.workspaces = this.workspaces.map(workspace =>
      workspace.id === id ? after : workspace,
    );
    return after;
  }

  protected find(id: string): WorkspaceDetails {
    const found = this.workspaces.find(workspace => workspace.id === id);
    if (!found) throw new NotFoundError(`No workspace ${id}`);
    return found;
  }
}
