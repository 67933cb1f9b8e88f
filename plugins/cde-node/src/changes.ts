import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { ChangeRequest } from '@backstage-cde/plugin-cde-common';

/**
 * A way to ask hosts for pull requests, merge requests or changes in review.
 *
 * Methods throw errors of `@backstage/errors` whose messages say what happened, why, and what to do:
 * `NotAllowedError`, `NotFoundError`, `ServiceUnavailableError`. They answer within seconds, ask no host that
 * `supports` did not accept, and follow no redirect to one.
 *
 * @public
 */
export interface ChangeHost {
  /** For logs. */
  readonly name: string;
  /** Whether it can be asked about this repository. Contacts nobody. */
  supports(repositoryUrl: string): boolean;
  /**
   * The open ones, recently changed first, a few hundred at most.
   * @param repositoryUrl - as `SourceProvider.locate` returned it
   */
  list(
    repositoryUrl: string,
  ): Promise<{ items: ChangeRequest[]; isComplete: boolean }>;
  /** One of them, open or not. */
  get(repositoryUrl: string, id: string): Promise<ChangeRequest>;
}

/**
 * Where modules add hosts; they are asked in the order of their addition, before the built-in ones.
 *
 * @public
 */
export interface CdeChangesExtensionPoint {
  addChangeHost(host: ChangeHost): void;
}

/** @public */
export const cdeChangesExtensionPoint =
  createExtensionPoint<CdeChangesExtensionPoint>({ id: 'cde.changes' });
