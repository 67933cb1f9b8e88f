import type { WorkspaceRecord } from '../workspaces';
import type { ProjectionResult } from './project';
import { stateOf } from './state';
import { cause } from './words';

/** What becomes of a row that cannot be worked on: it fails visibly until its owner tries again. */
export function poison(row: WorkspaceRecord, error: unknown): ProjectionResult {
  const message = `The portal cannot work on this workspace: ${
    (error as Error)?.message ?? error
  }`;
  const why = cause(
    'Internal',
    message,
    'Tell the platform team; the log of the portal has the details. You can delete the workspace',
  );
  return {
    projection: {
      phase: row.desired === 'deleted' ? 'Deleting' : 'Failed',
      cause: why,
      observed: { ...stateOf(row), haltedRun: row.run },
      attempts: row.attempts + 1,
      dueInMs: row.desired === 'deleted' ? 60_000 : 3600_000,
    },
    events: [
      {
        key: 'failure',
        step: 'failure',
        state: 'failed',
        cause: why,
        actor: 'system',
      },
    ],
    changed: true,
  };
}
