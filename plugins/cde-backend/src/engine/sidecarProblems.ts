import type { ResolvedSidecar, WorkspaceRecord } from '../workspaces';
import { imageProblem } from './imageProblems';
import type { Problem } from './problem';
import type { ContainerView, PodView } from './views';
import { cause, lastPart } from './words';

const CURE =
  'The workspace can be used without it; tell the owners of the template';

/** Containers of the template that do not run. The development container does without them, so none is fatal. */
export function sidecarProblems(row: WorkspaceRecord, pod: PodView): Problem[] {
  return (row.spec.template?.sidecars ?? []).flatMap(sidecar => {
    const view = pod.sidecars?.[sidecar.name];
    const why = view && reasonOf(sidecar, view);
    if (!why) return [];
    const message = `The container '${sidecar.name}' beside the workspace does not run: ${why}`;
    return [{ cause: cause('SidecarFailed', message, CURE), harmless: true }];
  });
}

function reasonOf(
  { image }: ResolvedSidecar,
  view: ContainerView,
): string | undefined {
  if (view.state === 'running') return undefined;
  const { reason = '', message = '' } = view;
  if (view.state === 'waiting') {
    const pull = imageProblem(image, reason, message);
    if (pull) return pull.cause.message;
    if (/^Create|^RunContainer/.test(reason)) return lastPart(message);
  }
  const ended = view.state === 'terminated' ? view : view.last;
  if (!ended) return undefined;
  if (ended.reason === 'OOMKilled') return 'it needs more memory than it has';
  const text = ended.message ? `: ${lastPart(ended.message)}` : '';
  const times = view.restarts > 0 ? `, after ${view.restarts} restarts` : '';
  return `it ended with code ${ended.exitCode}${times}${text}`;
}
