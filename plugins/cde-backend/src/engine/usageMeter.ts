import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  readPodMetrics,
  type MeasuredUsage,
  type Transport,
} from '../clusters';
import { instanceSelector } from '../manifests';

const REMEMBERED_MS = 30_000;

/** A cluster that may be able to measure. */
export interface MeasuredCluster {
  name: string;
  namespaces: string[];
  /** `undefined` while it does not answer. */
  transport(): Transport | undefined;
}

/** What the pods of all clusters use now, asked at most every half minute. */
export class UsageMeter {
  readonly #clusters: MeasuredCluster[];
  readonly #selector: string;
  readonly #logger: LoggerService;
  readonly #now: () => number;
  #known?: { until: number; usage: Promise<MeasuredUsage | undefined> };

  constructor(options: {
    clusters: MeasuredCluster[];
    instance: string;
    logger: LoggerService;
    now?: () => number;
  }) {
    this.#clusters = options.clusters;
    this.#selector = instanceSelector(options.instance);
    this.#logger = options.logger;
    this.#now = options.now ?? Date.now;
  }

  /** `undefined` where no cluster measures. */
  async read(): Promise<MeasuredUsage | undefined> {
    if (!this.#known || this.#now() >= this.#known.until) {
      this.#known = {
        until: this.#now() + REMEMBERED_MS,
        usage: this.#readAll(),
      };
    }
    return this.#known.usage;
  }

  async #readAll(): Promise<MeasuredUsage | undefined> {
    const parts = await Promise.all(
      this.#clusters.flatMap(cluster =>
        cluster.namespaces.map(namespace => this.#readOne(cluster, namespace)),
      ),
    );
    const measured = parts.filter(part => part !== undefined);
    return measured.length === 0
      ? undefined
      : measured.reduce((total, { cpu, memory }) => ({
          cpu: total.cpu + cpu,
          memory: total.memory + memory,
        }));
  }

  async #readOne(
    { name, transport }: MeasuredCluster,
    namespace: string,
  ): Promise<MeasuredUsage | undefined> {
    const way = transport();
    if (!way) return undefined;
    try {
      return await readPodMetrics(way, namespace, this.#selector);
    } catch (error) {
      this.#logger.debug(
        `The metrics of cluster '${name}' cannot be read: ${error}`,
      );
      return undefined;
    }
  }
}
