import type {
  CallerRights,
  ChangeSettingsRequest,
  QuotaUsageList,
  ShareRequest,
  Workspace,
  WorkspaceDetails,
  WorkspaceShare,
} from '@backstage-cde/plugin-cde-common';
import type { RequestOptions } from './CdeApi';

/** What owners set and share, and what limits them. @public */
export interface GovernanceApi {
  getRights(options?: RequestOptions): Promise<CallerRights>;
  changeSettings(
    id: string,
    request: ChangeSettingsRequest,
  ): Promise<WorkspaceDetails>;
  /** Puts off what would happen by itself next. */
  keepWorkspace(id: string): Promise<Workspace>;
  listShares(id: string, options?: RequestOptions): Promise<WorkspaceShare[]>;
  shareWorkspace(id: string, request: ShareRequest): Promise<WorkspaceShare[]>;
  unshareWorkspace(id: string, grantee: string): Promise<WorkspaceShare[]>;
  /** Hands it over to another user. */
  transferWorkspace(id: string, owner: string): Promise<Workspace>;
  /** The limits that apply to the caller, with what a workspace of this component and class would add. */
  getQuotaUsage(
    request?: { component?: string; resourceClass?: string; template?: string },
    options?: RequestOptions,
  ): Promise<QuotaUsageList>;
}
