import type {
  ComponentReadiness,
  ReadinessGroup,
  ReadinessPage,
  ReadinessRequest,
} from '@backstage-cde/plugin-cde-common';
import type { ReadinessApi, RequestOptions } from '../api';
import { FakeContexts } from './FakeContexts';
import { readinessTotal } from './readinessFixtures';

/** The readiness of components in memory. */
export class FakeReadiness extends FakeContexts implements ReadinessApi {
  /** All of them, in the order that pages show. */
  readiness: ComponentReadiness[] = [];

  async getReadiness(
    request: ReadinessRequest = {},
    _options?: RequestOptions,
  ): Promise<ReadinessPage> {
    await this.called('getReadiness', request);
    const { owner, system, status, search } = request;
    const { cursor, limit = this.pageSize } = request;
    const wanted = search?.toLocaleLowerCase('en-US') ?? '';
    const inScope = this.readiness.filter(
      item =>
        (!owner || item.owner === owner) && (!system || item.system === system),
    );
    const found = inScope.filter(
      item =>
        (!status || item.status === status) &&
        `${item.component} ${item.title}`
          .toLocaleLowerCase('en-US')
          .includes(wanted),
    );
    const start = Number(cursor ?? 0);
    const end = start + limit;
    return {
      items: found.slice(start, end),
      ...(end < found.length && { nextCursor: String(end) }),
      ...(!cursor && {
        totals: {
          all: readinessTotal(inScope),
          byOwner: groups(inScope, item => item.owner),
          bySystem: groups(inScope, item => item.system),
        },
      }),
    };
  }
}

function groups(
  items: ComponentReadiness[],
  refOf: (item: ComponentReadiness) => string | undefined,
): ReadinessGroup[] {
  const refs = new Set(items.flatMap(item => refOf(item) ?? []));
  return [...refs]
    .map(ref => ({
      ref,
      ...readinessTotal(items.filter(item => refOf(item) === ref)),
    }))
    .sort((a, b) => b.components - a.components);
}
