import type { FactsReader, WorkspaceStore } from '../workspaces';
import { isAdmin } from './claims';
import type { Directory } from './Directory';
import type { GrantBasis } from './WorkspaceAccess';

/** For how long a policy's decision is believed, which cannot be asked for again without the user's token. */
const POLICY_GRANT_MS = 3600_000;

/** What a session in a workspace rests on. */
export interface EntryGrant {
  grantedBy: GrantBasis;
  /** Milliseconds since the permission was checked. */
  ageMs: number;
}

export interface EntryRightsOptions {
  store: Pick<WorkspaceStore, 'get'>;
  facts: FactsReader;
  directory: Pick<Directory, 'refsOf'>;
  /** Entity refs of users and groups. */
  admins: string[];
  administratorsMayOpen: boolean;
  /** Whether the user has left the organisation. */
  isOffboarded(userRef: string): Promise<boolean>;
}

/** Decides, again and again and without the user's token, whether somebody may stay in a workspace. */
export class EntryRights {
  readonly #options: EntryRightsOptions;

  constructor(options: EntryRightsOptions) {
    this.#options = options;
  }

  /** @throws where the database or the catalog does not answer */
  async mayStay(
    userRef: string,
    workspaceId: string,
    { grantedBy, ageMs }: EntryGrant,
  ): Promise<boolean> {
    const { store, isOffboarded, administratorsMayOpen } = this.#options;
    const workspace = await store.get(workspaceId);
    if (workspace?.desired !== 'running' || (await isOffboarded(userRef))) {
      return false;
    }
    switch (grantedBy) {
      case 'owner':
        return workspace.ownerRef === userRef;
      case 'share':
        return this.#isShared(userRef, workspace);
      case 'administrator':
        return administratorsMayOpen && this.#administers(userRef);
      default:
        return ageMs < POLICY_GRANT_MS;
    }
  }

  async #isShared(
    userRef: string,
    workspace: { id: string; templateName: string },
  ): Promise<boolean> {
    const facts = (await this.#options.facts.of([workspace])).get(workspace.id);
    const grantees = (facts?.shares ?? [])
      .filter(({ role }) => role === 'use')
      .map(({ grantee }) => grantee);
    return this.#isOneOf(userRef, grantees);
  }

  async #administers(userRef: string): Promise<boolean> {
    return this.#isOneOf(userRef, this.#options.admins);
  }

  /** The catalog is asked only where a group can make the difference. */
  async #isOneOf(userRef: string, principals: string[]): Promise<boolean> {
    if (isAdmin([userRef], principals)) {
      return true;
    }
    const groups = principals.filter(ref => ref.startsWith('group:'));
    return (
      groups.length > 0 &&
      isAdmin(await this.#options.directory.refsOf(userRef), groups)
    );
  }
}
