import { parseDuration } from '../durations';
import { quoted, type Finding } from '../finding';
import { bytesOf, coresOf } from '../quantities';
import type { TemplatePolicies, WorkspaceTemplateSpec } from '../types';

/** Lengths, sizes and times, and that no default is above its ceiling. */
export function ceilingFindings(spec: WorkspaceTemplateSpec): Finding[] {
  return [
    ...policyFindings(spec.policies ?? {}),
    ...volumeFindings(spec.volume),
    ...sidecarSizeFindings(spec.sidecars),
    ...deadlineFindings(spec.rollout?.deadline),
  ];
}

function policyFindings({
  idle,
  retention,
  schedule,
}: TemplatePolicies): Finding[] {
  const findings: Finding[] = [];
  const add = (path: string[], message: string) =>
    findings.push({ path: ['spec', 'policies', ...path], message });
  if (length(idle?.timeout, '30m') > length(idle?.max, 'never'))
    add(
      ['idle', 'max'],
      `the ceiling is below the time-out itself (${
        idle?.timeout ?? '30m, the default'
      })`,
    );
  if (length(retention?.after, '7d') > length(retention?.max, 'never'))
    add(
      ['retention', 'max'],
      `the ceiling is below the time itself (${
        retention?.after ?? '7d, the default'
      })`,
    );
  if (schedule?.start !== undefined && schedule.start === schedule.stop)
    add(['schedule', 'stop'], 'it is the same as start');
  const quiet = schedule?.quietHours;
  if (quiet && quiet.from === quiet.to)
    add(['schedule', 'quietHours', 'to'], 'it is the same as from');
  return findings;
}

function length(text: string | undefined, fallback: string): number {
  const value = text ?? fallback;
  return value === 'never' ? Infinity : parseDuration(value) ?? Infinity;
}

function volumeFindings(volume: WorkspaceTemplateSpec['volume']): Finding[] {
  const findings: Finding[] = [];
  const add = (key: string, message: string) =>
    findings.push({ path: ['spec', 'volume', key], message });
  const { size, max } = volume ?? {};
  const most = max === undefined ? undefined : bytesOf(max);
  if (max !== undefined && most === undefined)
    add(
      'max',
      `${quoted(max)} is not an amount of bytes; write for example 20Gi`,
    );
  if (typeof size !== 'string') return findings;
  const bytes = bytesOf(size);
  if (bytes === undefined)
    add(
      'size',
      `${quoted(size)} is not an amount of bytes; write for example 5Gi`,
    );
  else if (most !== undefined && bytes > most)
    add('max', `the ceiling is below the size itself (${size})`);
  return findings;
}

function sidecarSizeFindings(
  sidecars: WorkspaceTemplateSpec['sidecars'],
): Finding[] {
  return (sidecars ?? []).flatMap(({ resources: { cpu, memory } }, index) => {
    const path = ['spec', 'sidecars', index, 'resources'];
    const findings: Finding[] = [];
    if (coresOf(cpu) === undefined)
      findings.push({
        path: [...path, 'cpu'],
        message: `${quoted(
          cpu,
        )} is not an amount of CPU; write for example 500m or 2`,
      });
    if (bytesOf(memory) === undefined)
      findings.push({
        path: [...path, 'memory'],
        message: `${quoted(
          memory,
        )} is not an amount of bytes; write for example 512Mi`,
      });
    return findings;
  });
}

function deadlineFindings(deadline: string | undefined): Finding[] {
  const valid =
    deadline === undefined ||
    (/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(
      deadline,
    ) &&
      Number.isFinite(Date.parse(deadline)));
  return valid
    ? []
    : [
        {
          path: ['spec', 'rollout', 'deadline'],
          message: `${quoted(
            deadline,
          )} is not a date; write for example 2030-01-31 or 2030-01-31T18:00:00Z`,
        },
      ];
}
