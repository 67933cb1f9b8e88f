import type { AuditEntry } from '@backstage-cde/plugin-cde-common';
import type { JsonValue } from '@backstage/types';

/** All that an entry may tell beside actor, target and outcome: names and numbers, never values of parameters, secrets or files. */
export const META_KEYS = [
  'account',
  'additional',
  'address',
  'allowed',
  'by',
  'changed',
  'component',
  'count',
  'created',
  'deadline',
  'earlierNotListed',
  'expiresAt',
  'fingerprint',
  'format',
  'from',
  'grantedBy',
  'grantee',
  'host',
  'kind',
  'limits',
  'newOwner',
  'note',
  'owner',
  'parameterNames',
  'per',
  'reason',
  'repositoryUrl',
  'resourceClass',
  'revision',
  'role',
  'settings',
  'source',
  'state',
  'target',
  'template',
  'templateId',
  'to',
  'update',
  'userRef',
  'version',
  'workspaceId',
  'workspaceName',
] as const;

export type MetaKey = (typeof META_KEYS)[number];

/** What an act is about; keys that are not listed are dropped. */
export type AuditMeta = { [Key in MetaKey]?: JsonValue };

/** An entry to be kept; the database's clock says when it was. */
export type NewAuditEntry = Omit<AuditEntry, 'id' | 'at' | 'meta'> & {
  meta?: AuditMeta;
};

/** Narrows what is listed; absent fields do not. */
export interface AuditFilter {
  actor?: string;
  act?: string;
  outcome?: AuditEntry['outcome'];
  /** Id of the target. */
  target?: string;
  /** Words in the target's name, the reason or the meta. */
  search?: string;
  /** ISO 8601. */
  from?: string;
  to?: string;
}

/** Where entries are kept. */
export interface AuditJournal {
  append(entry: NewAuditEntry): Promise<void>;
  /** Newest first: those before an id. */
  list(
    filter: AuditFilter,
    page: { before?: number; limit: number },
  ): Promise<AuditEntry[]>;
  /** Removes what is older. */
  purge(olderThanMs: number): Promise<number>;
}
