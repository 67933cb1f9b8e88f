import type {
  QuotaMeasure,
  QuotaRefusal,
  QuotaTarget,
} from '@backstage-cde/plugin-cde-common';
import type { UsedLimit } from './types';

const GIB = 2 ** 30;

/** `3 of 3 running workspaces of Payments are used …`, for each limit that leaves no room. */
export function refusalSentence(
  limits: UsedLimit[],
  quota?: QuotaRefusal,
): string {
  const sentences = limits.map((limit, index) => {
    const { title, holders } = quota?.exceeded[index] ?? {};
    const { measure, used, requested } = limit;
    const names = (holders ?? []).flatMap(({ name }) => (name ? [name] : []));
    const by = names.length > 0 ? ` (by ${names.slice(0, 5).join(', ')})` : '';
    return `${amount(measure, used)} of ${amount(measure, limit.limit)} ${
      NOUNS[measure]
    } ${whose(limit.target, title)} are used${by}, and this needs ${amount(
      measure,
      requested,
    )} more.`;
  });
  return `There is no room within the limits. ${sentences.join(' ')} ${cure(
    limits,
  )}`;
}

const NOUNS: Record<QuotaMeasure, string> = {
  workspaces: 'workspaces',
  running: 'running workspaces',
  cpu: 'CPU cores',
  memory: 'memory',
  gpu: 'GPUs',
  storage: 'storage',
  cost: "this month's cost",
};

function amount(measure: QuotaMeasure, value: number): string {
  if (measure === 'memory' || measure === 'storage') {
    return `${tidy(value / GIB)} GiB`;
  }
  return tidy(value);
}

function tidy(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function whose(target: QuotaTarget, title = target.ref): string {
  if (target.kind === 'everyone') {
    return target.per === 'each' ? 'for each user' : 'of everyone together';
  }
  return target.per === 'each' && target.kind === 'group'
    ? `for each member of ${title}`
    : `of ${title}`;
}

function cure(limits: UsedLimit[]): string {
  const measures = limits.map(({ measure }) => measure);
  const freedByStop = measures.every(
    measure => measure !== 'workspaces' && measure !== 'storage',
  );
  return freedByStop
    ? 'Stop a workspace that is not needed now, choose a smaller class, or ask the platform team for more'
    : 'Delete a workspace that is not needed any more, or ask the platform team for more';
}
