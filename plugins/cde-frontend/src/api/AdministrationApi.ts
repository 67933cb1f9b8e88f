import type {
  AuditPage,
  BulkRequest,
  BulkResult,
  Quota,
  QuotaEffect,
  SetQuotaRequest,
  UsageDimension,
  UsageReport,
  WorkspaceList,
} from '@backstage-cde/plugin-cde-common';
import type { RequestOptions } from './CdeApi';

/** Filters of the administration's list; absent fields do not narrow. @public */
export interface AdminListRequest {
  owner?: string;
  /** Entity ref of a group: workspaces whose owner is in it. */
  group?: string;
  system?: string;
  component?: string;
  template?: string;
  resourceClass?: string;
  phase?: string;
  cluster?: string;
  /** Part of a name. */
  search?: string;
  cursor?: string;
  limit?: number;
}

/** Filters of the audit; absent fields do not narrow. @public */
export interface AuditRequest {
  actor?: string;
  act?: string;
  outcome?: 'succeeded' | 'failed' | 'denied';
  /** Id of the target. */
  target?: string;
  /** Words in name, reason or meta. */
  search?: string;
  /** ISO 8601. */
  from?: string;
  to?: string;
  cursor?: string;
}

/** For those who govern. @public */
export interface AdministrationApi {
  listAllWorkspaces(
    request: AdminListRequest,
    options?: RequestOptions,
  ): Promise<WorkspaceList>;
  actInBulk(request: BulkRequest): Promise<BulkResult>;
  getUsage(
    request: { by: UsageDimension; from: string; to: string },
    options?: RequestOptions,
  ): Promise<UsageReport>;
  listQuotas(options?: RequestOptions): Promise<Quota[]>;
  previewQuota(
    request: SetQuotaRequest,
    options?: RequestOptions,
  ): Promise<QuotaEffect>;
  setQuota(request: SetQuotaRequest): Promise<Quota[]>;
  listAudit(
    request: AuditRequest,
    options?: RequestOptions,
  ): Promise<AuditPage>;
  /** The whole of what the filter finds, as a file. */
  exportAudit(request: AuditRequest, format: 'csv' | 'ndjson'): Promise<Blob>;
}
