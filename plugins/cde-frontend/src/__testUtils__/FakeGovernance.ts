import type {
  CallerRights,
  ChangeSettingsRequest,
  QuotaUsageList,
  ShareRequest,
  WorkspaceShare,
} from '@backstage-cde/plugin-cde-common';
import type { GovernanceApi, RequestOptions } from '../api';
import { FakeWorkspaces } from './FakeWorkspaces';

/** Rights, settings and shares in memory. */
export class FakeGovernance extends FakeWorkspaces implements GovernanceApi {
  rights: CallerRights = {
    user: 'user:default/ana',
    allowed: [],
    currency: 'EUR',
  };
  /** Of each workspace by its id. */
  shares: Record<string, WorkspaceShare[]> = {};
  quotaUsage: QuotaUsageList = { items: [], currency: 'EUR' };

  async getRights(_options?: RequestOptions) {
    await this.called('getRights');
    return this.rights;
  }

  async changeSettings(id: string, request: ChangeSettingsRequest) {
    await this.called('changeSettings', id, request);
    const before = this.find(id);
    const { settings, parameters, update, ...direct } = request;
    return this.change(id, {
      ...direct,
      // What is absent in them is the template's.
      settings: settings ?? before.settings,
      parameters: { ...before.parameters, ...parameters },
      ...(before.update &&
        update !== undefined && {
          update: { ...before.update, chosen: update },
        }),
    });
  }

  async keepWorkspace(id: string) {
    await this.called('keepWorkspace', id);
    return this.change(id, {
      deadlines: this.find(id).deadlines.filter(({ canKeep }) => !canKeep),
    });
  }

  async listShares(id: string, _options?: RequestOptions) {
    await this.called('listShares', id);
    return this.shares[id] ?? [];
  }

  async shareWorkspace(id: string, request: ShareRequest) {
    await this.called('shareWorkspace', id, request);
    return this.#setShares(id, [
      ...this.#sharesWithout(id, request.grantee),
      {
        ...request,
        createdBy: this.rights.user,
        createdAt: new Date().toISOString(),
      },
    ]);
  }

  async unshareWorkspace(id: string, grantee: string) {
    await this.called('unshareWorkspace', id, grantee);
    return this.#setShares(id, this.#sharesWithout(id, grantee));
  }

  async transferWorkspace(id: string, owner: string) {
    await this.called('transferWorkspace', id, owner);
    return this.change(id, { owner });
  }

  async getQuotaUsage(
    request: {
      component?: string;
      resourceClass?: string;
      template?: string;
    } = {},
    _options?: RequestOptions,
  ) {
    await this.called('getQuotaUsage', request);
    return this.quotaUsage;
  }

  #sharesWithout(id: string, grantee: string): WorkspaceShare[] {
    return (this.shares[id] ?? []).filter(share => share.grantee !== grantee);
  }

  #setShares(id: string, shares: WorkspaceShare[]): WorkspaceShare[] {
    this.shares = { ...this.shares, [id]: shares };
    return shares;
  }
}
