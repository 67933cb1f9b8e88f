import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type {
  QuotaLimits,
  QuotaTarget,
} from '@backstage-cde/plugin-cde-common';
import { parseBytes, parseCores } from './quantities';
import type { CdeConfig } from './types';

const KINDS: Array<QuotaTarget['kind']> = [
  'user',
  'group',
  'system',
  'component',
  'everyone',
];

/**
 * Reads `cde.quotas`: `combine`, and `limits` with a `target` each.
 * @throws InputError
 */
export function readQuotas(config: Config | undefined): CdeConfig['quotas'] {
  const combine = config?.getOptionalString('combine') ?? 'max';
  if (combine !== 'max' && combine !== 'sum') {
    throw new InputError(
      `cde.quotas.combine is '${combine}', but has to be max or sum`,
    );
  }
  const items = (config?.getOptionalConfigArray('limits') ?? []).map(item => ({
    target: readTarget(item),
    limits: readLimits(item.getConfig('limits')),
    note: item.getOptionalString('note'),
  }));
  return { combine, items };
}

function readTarget(config: Config): QuotaTarget {
  const kind = KINDS.find(name => name === config.getString('kind'));
  const per = config.getOptionalString('per') ?? 'total';
  if (!kind || (per !== 'total' && per !== 'each')) {
    throw new InputError(
      `cde.quotas.limits: kind has to be one of ${KINDS.join(
        ', ',
      )}, and per one of total, each`,
    );
  }
  if (per === 'each' && kind !== 'group' && kind !== 'everyone') {
    throw new InputError(
      `cde.quotas.limits: 'per: each' is for groups and everyone, not for a ${kind}`,
    );
  }
  if (kind === 'everyone') return { kind, per };
  const ref = stringifyEntityRef(
    parseEntityRef(config.getString('ref'), {
      defaultKind: kind,
      defaultNamespace: 'default',
    }),
  );
  return { kind, ref, per };
}

function readLimits(config: Config): QuotaLimits {
  const limits: QuotaLimits = {};
  for (const key of config.keys()) {
    const text = String(config.get(key));
    if (key === 'cpu') limits.cpu = parseCores(text);
    else if (key === 'memory' || key === 'storage')
      limits[key] = parseBytes(text);
    else if (['workspaces', 'running', 'gpu', 'cost'].includes(key))
      limits[key as 'running'] = config.getNumber(key);
    else
      throw new InputError(
        `cde.quotas.limits: '${key}' cannot be limited; there are workspaces, running, cpu, memory, gpu, storage and cost`,
      );
  }
  return limits;
}
