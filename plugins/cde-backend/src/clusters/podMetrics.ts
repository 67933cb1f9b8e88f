import { KubernetesError } from './errors';
import type { Transport } from './transport';

/** What pods use now. */
export interface MeasuredUsage {
  /** Cores. */
  cpu: number;
  /** Bytes. */
  memory: number;
}

interface PodMetrics {
  containers?: Array<{ usage?: { cpu?: string; memory?: string } }>;
}

/**
 * What the pods of a namespace use now, by the cluster's metrics API.
 * @returns `undefined` where the cluster has none, or does not let us read it
 * @throws KubernetesError, UnreachableError
 */
export async function readPodMetrics(
  transport: Transport,
  namespace: string,
  labelSelector: string,
): Promise<MeasuredUsage | undefined> {
  try {
    const { items = [] } = await transport.request<{ items?: PodMetrics[] }>({
      method: 'GET',
      path: `/apis/metrics.k8s.io/v1beta1/namespaces/${encodeURIComponent(
        namespace,
      )}/pods`,
      query: { labelSelector },
    });
    const usages = items.flatMap(({ containers = [] }) =>
      containers.map(({ usage = {} }) => usage),
    );
    return {
      cpu: sum(usages.map(({ cpu }) => cpu)),
      memory: sum(usages.map(({ memory }) => memory)),
    };
  } catch (error) {
    if (error instanceof KubernetesError && NOT_OFFERED.has(error.status)) {
      return undefined;
    }
    throw error;
  }
}

/** Not installed, not allowed, or installed without an answering server behind it. */
const NOT_OFFERED = new Set([403, 404, 503]);

const FACTORS: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

function sum(quantities: Array<string | undefined>): number {
  return quantities.reduce(
    (total, text) => total + parseQuantity(text ?? '0'),
    0,
  );
}

/** What is no quantity counts as nothing: figures are shown, not acted upon. */
function parseQuantity(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([A-Za-z]{0,2})$/.exec(text);
  return match && Object.hasOwn(FACTORS, match[2])
    ? Number(match[1]) * FACTORS[match[2]]
    : 0;
}
