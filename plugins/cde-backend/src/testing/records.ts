import type { EffectivePolicy } from '@backstage-cde/plugin-cde-common';
import { DEFAULT_POLICY } from '../policies';
import type { WorkspaceRecord } from '../workspaces';
import { newWorkspace } from './workspaces';

/** Monday noon: the `now` of tests of policies. */
export const NOW = Date.UTC(2026, 0, 5, 12);

/** A workspace that runs since then, under a template with this policy. */
export function runningRecord(
  overrides: Partial<WorkspaceRecord> = {},
  policy: Partial<EffectivePolicy> = {},
): WorkspaceRecord {
  const workspace = newWorkspace();
  const template = { policy: { ...DEFAULT_POLICY, ...policy } };
  return {
    ...workspace,
    spec: { ...workspace.spec, template: template as never },
    desired: 'running',
    run: 1,
    phase: 'Running',
    pendingRevision: null,
    holdsRun: true,
    desiredSince: NOW,
    keepUntil: null,
    phaseSince: NOW,
    cause: null,
    conditions: [],
    observed: {},
    nextDueAt: null,
    gitDueAt: null,
    attempts: 0,
    createdAt: NOW,
    startedAt: NOW,
    lastUsedAt: null,
    deletedAt: null,
    version: 1,
    readAt: NOW,
    ...overrides,
  };
}
