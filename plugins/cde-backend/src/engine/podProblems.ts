import type { WorkspaceRecord } from '../workspaces';
import { imageProblem } from './imageProblems';
import { readPrepareResult } from './prepareResult';
import { MINUTE, type Problem, SECOND } from './problem';
import { missingSecret } from './secretProblems';
import { sidecarProblems } from './sidecarProblems';
import type { ContainerView, NoteView, PodView } from './views';
import { cause, formatBytes, formatCores, lastPart } from './words';

/** Restarts of a container that count as "it does not come up". */
const CRASHES = 3;
/** The kubelet repeats the Event of a mount that still fails every two minutes. */
const NOTE_HOLDS_MS = 150 * SECOND;

/** What a pod's status says is wrong, the most telling first. */
export function podProblems(
  row: WorkspaceRecord,
  pod: PodView,
  notes: NoteView[],
  now: number,
  toolsImage: string,
): Problem[] {
  const found = [
    endedProblem(pod),
    unschedulableProblem(row, pod),
    prepareProblem(row, pod, toolsImage),
    containerProblem(row, 'seed', pod.seed),
    containerProblem(row, 'dev', pod.dev),
    memoryProblem(row, pod.dev),
    ...sidecarProblems(row, pod),
    ...noteProblems(row, pod, notes, now),
  ];
  return found.filter(problem => problem !== undefined);
}

/** The kubelet or the scheduler ended the pod as a whole. */
function endedProblem(pod: PodView): Problem | undefined {
  if (pod.disrupted?.reason === 'PreemptionByScheduler') {
    const cure =
      'Start the workspace again; its files are kept. If it happens often, ask the platform team for more capacity';
    return {
      cause: cause(
        'Preempted',
        'The workspace had to make room for something more important',
        cure,
      ),
      graceMs: 0,
    };
  }
  if (pod.phase !== 'Failed' && pod.phase !== 'Succeeded') return undefined;
  if (pod.reason === 'Evicted') {
    const message = `The node ended the workspace: ${evictionReason(
      pod.message ?? '',
    )}`;
    const cure =
      'Start the workspace again; its files are kept. If it happens again, choose a larger resource class';
    return { cause: cause('Evicted', message, cure), graceMs: 0 };
  }
  const why = pod.message || pod.reason || 'the node gave no reason';
  return {
    cause: cause(
      pod.reason || 'PodEnded',
      `The pod has ended: ${why}`,
      'Start the workspace again; its files are kept',
    ),
    graceMs: 0,
  };
}

function evictionReason(message: string): string {
  if (/ephemeral|emptydir/i.test(message))
    return `it used more disk outside its volume than it may (${lastPart(
      message,
      200,
    )})`;
  if (/memory/i.test(message))
    return `the node ran out of memory (${lastPart(message, 200)})`;
  return message || 'no reason was given';
}

function unschedulableProblem(
  row: WorkspaceRecord,
  pod: PodView,
): Problem | undefined {
  if (pod.unschedulable === undefined || pod.node) return undefined;
  const { cpu, memory } = row.spec.resources;
  const wants = `${formatCores(cpu.request)} and ${formatBytes(
    memory.request,
  )} of memory`;
  const lacks = [...pod.unschedulable.matchAll(/Insufficient ([\w./-]+)/g)].map(
    match => match[1],
  );
  if (lacks.length > 0) {
    const message = `No node has room for the workspace, which reserves ${wants}: there is too little ${[
      ...new Set(lacks),
    ].join(' and ')}`;
    return {
      cause: cause(
        'Unschedulable',
        message,
        'Stop a workspace that you do not need, or choose a smaller resource class',
      ),
    };
  }
  const why =
    lastPart(pod.unschedulable.replace(/ preemption:.*$/s, '')) ||
    'no reason was given';
  return {
    cause: cause(
      'Unschedulable',
      `No node can take the workspace: ${why}`,
      'It starts as soon as a node can; if it lasts, tell the platform team',
    ),
  };
}

/** `prepare` has retried what may pass by itself, so a cause that it names is final. */
function prepareProblem(
  row: WorkspaceRecord,
  pod: PodView,
  toolsImage: string,
): Problem | undefined {
  const { prepare } = pod;
  if (!prepare || prepare.state === 'running') return undefined;
  const result = readPrepareResult(prepare);
  if (result?.outcome === 'failure') {
    const { reason, message, cure } = result.error;
    const again = reason === 'Internal' && prepare.restarts < CRASHES;
    return { cause: cause(reason, message, cure), graceMs: again ? MINUTE : 0 };
  }
  if (result?.outcome === 'silent') {
    const why =
      result.reason === 'OOMKilled'
        ? 'it ran out of memory'
        : `it ended with code ${result.exitCode}: ${lastPart(result.text)}`;
    const cure =
      'Start the workspace again; if it fails again, tell the platform team';
    return {
      cause: cause(
        'PrepareFailed',
        `The repository could not be prepared: ${why}`,
        cure,
      ),
      graceMs: prepare.restarts >= CRASHES ? 0 : 2 * MINUTE,
    };
  }
  return prepare.state === 'waiting'
    ? waitingProblem(row, toolsImage, prepare)
    : undefined;
}

function containerProblem(
  row: WorkspaceRecord,
  name: 'seed' | 'dev',
  container: ContainerView | undefined,
): Problem | undefined {
  if (!container) return undefined;
  const waiting =
    container.state === 'waiting'
      ? waitingProblem(row, row.spec.plan.image, container)
      : undefined;
  if (waiting) return waiting;
  const ended =
    container.state === 'terminated' && container.exitCode !== 0
      ? container
      : undefined;
  const crash =
    ended ?? (container.state === 'waiting' ? container.last : undefined);
  if (!crash || crash.reason === 'OOMKilled') return undefined;
  const what =
    name === 'seed'
      ? 'The home folder of the image could not be copied'
      : "The workspace's main process ended";
  const how =
    crash.reason === 'StartError' || crash.reason === 'ContainerCannotRun'
      ? 'it could not be started'
      : `exit code ${crash.exitCode}`;
  const text = crash.message ? `: ${lastPart(crash.message)}` : '';
  const cure = `Check that the image '${row.spec.plan.image}' is a Debian- or Ubuntu-like development image with glibc, or start the workspace again`;
  return {
    cause: cause('ContainerFailed', `${what} (${how})${text}`, cure),
    graceMs: container.restarts >= CRASHES ? 0 : 3 * MINUTE,
  };
}

/** A container that the kubelet cannot start. */
function waitingProblem(
  row: WorkspaceRecord,
  image: string,
  { reason = '', message = '' }: ContainerView,
): Problem | undefined {
  switch (reason) {
    case 'CreateContainerConfigError': {
      const secret = missingSecret(row, message);
      if (secret) return { cause: secret };
      const cure =
        'It is tried again by itself; if it lasts, start the workspace again or tell the platform team';
      return {
        cause: cause(
          reason,
          `The container cannot be configured: ${lastPart(message)}`,
          cure,
        ),
        graceMs: 30 * SECOND,
      };
    }
    case 'CreateContainerError':
    case 'RunContainerError':
      return {
        cause: cause(
          reason,
          `The container cannot be started: ${lastPart(message)}`,
          `Check the image '${image}'`,
        ),
        graceMs: MINUTE,
      };
    default:
      return imageProblem(image, reason, message);
  }
}

function memoryProblem(
  row: WorkspaceRecord,
  dev: ContainerView | undefined,
): Problem | undefined {
  const killed =
    dev &&
    (dev.state === 'terminated' ? dev.reason : dev.last?.reason) ===
      'OOMKilled';
  if (!killed) return undefined;
  const limit = formatBytes(row.spec.resources.memory.limit);
  return {
    cause: cause(
      'OOMKilled',
      `The workspace needed more than its ${limit} of memory and was restarted`,
      'Choose a larger resource class, or run less at once',
    ),
    ...(dev.restarts >= CRASHES && dev.state !== 'running'
      ? { graceMs: 0 }
      : { harmless: true }),
  };
}

/** Mounting may fail for a while and then succeed, so it only explains the wait. */
function noteProblems(
  row: WorkspaceRecord,
  pod: PodView,
  notes: NoteView[],
  now: number,
): Problem[] {
  if (pod.milestones.prepare) return [];
  return notes
    .filter(note => now - note.at < NOTE_HOLDS_MS)
    .flatMap(({ reason, message }): Problem[] => {
      const why = lastPart(message);
      switch (reason) {
        case 'FailedMount':
        case 'FailedAttachVolume': {
          const secret = missingSecret(row, why);
          if (secret) return [{ cause: secret }];
          return [
            {
              cause: cause(
                'VolumeNotMounted',
                `The volume cannot be mounted yet: ${why}`,
                'It is tried again by itself',
              ),
              harmless: true,
            },
          ];
        }
        case 'ProvisioningFailed':
          return [
            {
              cause: cause(
                reason,
                `The volume cannot be made: ${why}`,
                'It is tried again by itself; if it lasts, tell the platform team',
              ),
            },
          ];
        default:
          return [];
      }
    });
}
