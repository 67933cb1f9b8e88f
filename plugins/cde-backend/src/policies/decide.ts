import type { AutomaticAct } from '@backstage-cde/plugin-cde-common';
import type { Instant, WorkspaceRecord } from '../workspaces';
import {
  dueAt,
  policyDeadlines,
  type PolicyDeadline,
  type Sight,
} from './deadlines';

/** Of the time between warning and act, what may be missing without another time being promised. */
const LATE = 0.2;

/** What is to be done now, and when to look again. */
export interface Decision {
  act?: PolicyDeadline;
  /** To be told now; `due` is when it will be done. */
  warn?: PolicyDeadline & { due: Instant };
  /** `null`: nothing happens by itself. */
  nextLookAt: Instant | null;
}

/**
 * What a workspace's policies ask for at the time at which its row was read. Nothing that is to be warned of is
 * done before somebody had the time to answer, however late the warning came.
 */
export function decide(row: WorkspaceRecord, sight: Sight = {}): Decision {
  const now = row.readAt;
  const deadlines = policyDeadlines(row, sight).sort(
    (a, b) => nextStep(a) - nextStep(b),
  );
  const act = deadlines.find(
    deadline => isAnnounced(deadline) && dueAt(deadline) <= now,
  );
  const late = deadlines.find(
    deadline => !isAnnounced(deadline) && nextStep(deadline) <= now,
  );
  const warn = late && { ...late, due: promised(late, now) };
  const [next] = deadlines;
  return {
    ...(act && { act }),
    ...(!act && warn && { warn }),
    nextLookAt: next ? nextStep(next) : null,
  };
}

/** Whether somebody at the workspace can still put it off by working on. */
export function asksForActivity(act: AutomaticAct): boolean {
  return act === 'idle-stop' || act === 'scheduled-stop';
}

function isAnnounced({ leadMs, warning }: PolicyDeadline): boolean {
  return leadMs === 0 || warning !== undefined;
}

/** When something is to be done about it: the warning, or the act. */
function nextStep(deadline: PolicyDeadline): Instant {
  return isAnnounced(deadline)
    ? dueAt(deadline)
    : Math.floor(deadline.at - deadline.leadMs);
}

function promised({ at, leadMs }: PolicyDeadline, now: Instant): Instant {
  return now > at - leadMs * (1 - LATE) ? Math.ceil(now + leadMs) : at;
}
