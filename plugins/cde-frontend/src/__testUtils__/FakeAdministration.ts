import { ConflictError } from '@backstage/errors';
import type {
  AuditEntry,
  BulkRequest,
  BulkResult,
  Quota,
  QuotaEffect,
  SetQuotaRequest,
  UsageDimension,
  UsageReport,
  WorkspaceDetails,
} from '@backstage-cde/plugin-cde-common';
import type {
  AdminListRequest,
  AdministrationApi,
  AuditRequest,
  RequestOptions,
} from '../api';
import { aUsageReport } from './administrationFixtures';
import { FakeGovernance } from './FakeGovernance';

/** All workspaces, usage, quotas and the audit in memory. */
export class FakeAdministration
  extends FakeGovernance
  implements AdministrationApi
{
  quotas: Quota[] = [];
  quotaEffect: (request: SetQuotaRequest) => QuotaEffect = () => ({
    over: [],
    owners: 0,
  });
  usage: (request: {
    by: UsageDimension;
    from: string;
    to: string;
  }) => UsageReport = ({ from, to }) => aUsageReport({ from, to });
  /** Newest first. */
  audit: AuditEntry[] = [];
  /** Members of groups, for filters. */
  members: Record<string, string[]> = {};
  pageSize = 50;

  async listAllWorkspaces(
    request: AdminListRequest,
    _options?: RequestOptions,
  ) {
    await this.called('listAllWorkspaces', request);
    const found = this.workspaces.filter(workspace =>
      this.#matches(workspace, request),
    );
    return page(found, request.cursor, request.limit ?? this.pageSize);
  }

  async actInBulk(request: BulkRequest): Promise<BulkResult> {
    await this.called('actInBulk', request);
    return { items: request.ids.map(id => this.#act(id, request.act)) };
  }

  async getUsage(
    request: { by: UsageDimension; from: string; to: string },
    _options?: RequestOptions,
  ) {
    await this.called('getUsage', request);
    return this.usage(request);
  }

  async listQuotas(_options?: RequestOptions) {
    await this.called('listQuotas');
    return this.quotas;
  }

  async previewQuota(request: SetQuotaRequest, _options?: RequestOptions) {
    await this.called('previewQuota', request);
    return this.quotaEffect(request);
  }

  async setQuota(request: SetQuotaRequest) {
    await this.called('setQuota', request);
    const same = (quota: Quota) =>
      quota.source === 'portal' &&
      quota.target.kind === request.target.kind &&
      quota.target.ref === request.target.ref &&
      quota.target.per === request.target.per;
    const before = this.quotas.find(same);
    if (before?.version !== request.version) {
      throw new ConflictError('Somebody has changed this quota meanwhile.');
    }
    const rest = this.quotas.filter(quota => !same(quota));
    this.quotas = Object.keys(request.limits).length
      ? [
          ...rest,
          {
            id: before?.id ?? `quota-${this.quotas.length + 1}`,
            target: request.target,
            limits: request.limits,
            note: request.note,
            source: 'portal',
            version: (before?.version ?? 0) + 1,
            updatedBy: this.rights.user,
            updatedAt: new Date().toISOString(),
          },
        ]
      : rest;
    return this.quotas;
  }

  async listAudit(request: AuditRequest, _options?: RequestOptions) {
    await this.called('listAudit', request);
    return page(this.#audited(request), request.cursor, this.pageSize);
  }

  async exportAudit(request: AuditRequest, format: 'csv' | 'ndjson') {
    await this.called('exportAudit', request, format);
    const lines = this.#audited(request).map(entry =>
      format === 'csv'
        ? [entry.id, entry.at, entry.actor, entry.act, entry.outcome].join()
        : JSON.stringify(entry),
    );
    return new Blob([`${lines.join('\n')}\n`]);
  }

  #act(id: string, act: 'stop' | 'delete'): BulkResult['items'][number] {
    const workspace = this.workspaces.find(each => each.id === id);
    if (!workspace?.allowed.includes(act)) {
      return {
        id,
        outcome: 'refused',
        cause: {
          reason: 'NotAllowed',
          message: `It cannot be ${act === 'stop' ? 'stopped' : 'deleted'}.`,
        },
      };
    }
    if (act === 'stop' && workspace.desired === 'stopped')
      return { id, outcome: 'unchanged' };
    this.change(
      id,
      act === 'stop'
        ? { phase: 'Stopping', desired: 'stopped' }
        : { phase: 'Deleting', desired: 'deleted' },
    );
    return { id, outcome: 'done' };
  }

  #matches(workspace: WorkspaceDetails, request: AdminListRequest): boolean {
    const { group, search, cursor: _cursor, limit: _limit, ...exact } = request;
    return (
      (!group || (this.members[group] ?? []).includes(workspace.owner)) &&
      (!search || workspace.name.includes(search)) &&
      Object.entries(exact).every(
        ([key, value]) =>
          !value || workspace[key as keyof WorkspaceDetails] === value,
      )
    );
  }

  #audited(request: AuditRequest): AuditEntry[] {
    const { actor, act, outcome, target, search, from, to } = request;
    return this.audit.filter(
      entry =>
        (!actor || entry.actor === actor) &&
        (!act || entry.act === act) &&
        (!outcome || entry.outcome === outcome) &&
        (!target || entry.target?.id === target) &&
        (!search || JSON.stringify(entry).includes(search)) &&
        (!from || entry.at >= from) &&
        (!to || entry.at <= to),
    );
  }
}

/** Items from a cursor on, which is a position here. */
function page<T>(
  items: T[],
  cursor: string | undefined,
  size: number,
): { items: T[]; nextCursor?: string } {
  const start = Number(cursor ?? 0);
  const end = start + size;
  return {
    items: items.slice(start, end),
    ...(end < items.length && { nextCursor: String(end) }),
  };
}
