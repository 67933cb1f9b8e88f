import type {
  ReadinessPage,
  ReadinessRequest,
} from '@backstage-cde/plugin-cde-common';
import type { RequestOptions } from './CdeApi';

/** What the catalog knows of devcontainers. @public */
export interface ReadinessApi {
  /** A page of components, with the sums of all on the first one. */
  getReadiness(
    request?: ReadinessRequest,
    options?: RequestOptions,
  ): Promise<ReadinessPage>;
}
