import { InputError } from '@backstage/errors';
import {
  workspaceAdministerPermission,
  type UsageDimension,
  type UsageReport,
  type UsageRow,
} from '@backstage-cde/plugin-cde-common';
import type { CdeConfig } from '../config';
import type { WorkspaceAccess } from '../permissions';
import type { Directory } from '../quotas';
import type { Caller, Runtime } from '../service';
import { gridOf, integrate } from './integrate';
import type { UsageStore } from './UsageStore';

/** Of a request, so that nobody has the whole history added up again and again. */
const LONGEST_MS = 800 * 24 * 3600_000;

export interface UsageServiceOptions {
  config: Pick<CdeConfig, 'currency' | 'resourceClasses'>;
  store: UsageStore;
  directory: Directory;
  access: Pick<WorkspaceAccess, 'filter'>;
  runtime: Pick<Runtime, 'measure'>;
}

/** What was used, by whom, and what it cost. */
export class UsageService {
  readonly #options: UsageServiceOptions;

  constructor(options: UsageServiceOptions) {
    this.#options = options;
  }

  /**
   * Everybody's for who administers all workspaces; the caller's own for others.
   * @throws InputError
   */
  async report(
    caller: Caller,
    request: { by: UsageDimension; from: string; to: string },
  ): Promise<UsageReport> {
    const { config, store, access, runtime } = this.#options;
    const all =
      (await access.filter(
        caller.credentials,
        workspaceAdministerPermission,
      )) === undefined;
    const owner = all ? undefined : caller.credentials.principal.userEntityRef;
    const { from, to } = readRange(request, await store.now());
    const grid = gridOf(from, to);
    const [rows, groups, measured] = await Promise.all([
      store.rows(request.by, grid, owner),
      store.groups(grid, owner),
      all ? runtime.measure() : undefined,
    ]);
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      currency: config.currency,
      rows: await this.#titled(request.by, rows),
      series: integrate(grid, groups),
      ...(measured && { measured }),
    };
  }

  async #titled(
    by: UsageDimension,
    rows: Array<Omit<UsageRow, 'title'>>,
  ): Promise<UsageRow[]> {
    const { config, directory } = this.#options;
    if (by === 'template' || by === 'class') {
      const titles = new Map(
        by === 'class'
          ? config.resourceClasses.map(({ name, title }) => [name, title])
          : [],
      );
      return rows.map(row => ({
        ...row,
        title: titles.get(row.key) ?? row.key,
      }));
    }
    const refs = rows.flatMap(({ key }) => (key ? [key] : []));
    const titles = await directory.titles(refs);
    return rows.map(row => ({ ...row, title: titles.get(row.key) ?? '' }));
  }
}

/** Nothing is known of the future, so that the report ends now. @throws InputError */
function readRange(
  request: { from: string; to: string },
  now: number,
): { from: number; to: number } {
  const from = Date.parse(request.from);
  const to = Math.min(Date.parse(request.to), now);
  if (Number.isNaN(from) || Number.isNaN(to)) {
    throw new InputError(
      "'from' and 'to' have to be instants, for example 2026-11-01T00:00:00Z",
    );
  }
  if (from >= to) {
    throw new InputError("'from' has to be before 'to', and before now");
  }
  if (to - from > LONGEST_MS) {
    throw new InputError('The time is too long; ask for at most two years');
  }
  return { from, to };
}
