import {
  workspaceDeletePermission,
  workspaceReadPermission,
  workspaceUpdatePermission,
} from '@backstage-cde/plugin-cde-common';
import type { Database } from '../database';
import type { UserCredentials, WorkspaceAccess } from '../permissions';
import type { Directory } from './Directory';
import { presentHoldings, readHoldings } from './holders';
import { QuotaExceededError } from './QuotaExceededError';

const PERMISSION_OF = {
  read: workspaceReadPermission,
  stop: workspaceUpdatePermission,
  delete: workspaceDeletePermission,
};

/** Adds to refusals what makes room, as far as the caller may know. */
export class QuotaExplainer {
  readonly #database: Database;
  readonly #directory: Directory;
  readonly #access: Pick<WorkspaceAccess, 'tests'>;

  constructor(options: {
    database: Database;
    directory: Directory;
    access: Pick<WorkspaceAccess, 'tests'>;
  }) {
    this.#database = options.database;
    this.#directory = options.directory;
    this.#access = options.access;
  }

  /** After the refused transaction, so that nobody waits for what is looked up here. */
  async explain(
    { limits }: QuotaExceededError,
    credentials: UserCredentials,
  ): Promise<QuotaExceededError> {
    const holdings = await Promise.all(
      limits.map(limit => readHoldings(this.#database, limit)),
    );
    const [titles, tests] = await Promise.all([
      this.#directory.titles(limits.flatMap(({ target }) => target.ref ?? [])),
      this.#access.tests(
        credentials,
        Object.values(PERMISSION_OF),
        holdings.flat().map(({ record }) => record),
      ),
    ]);
    return new QuotaExceededError(limits, {
      exceeded: limits.map(
        ({ target, measure, limit, used, requested }, index) => ({
          target,
          title: titles.get(target.ref ?? '') ?? '',
          measure,
          limit,
          used,
          requested,
          holders: presentHoldings(holdings[index], measure, (act, record) =>
            tests.allowed(PERMISSION_OF[act], record),
          ),
        }),
      ),
    });
  }
}
