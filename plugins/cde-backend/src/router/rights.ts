import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  auditReadPermission,
  quotaReadPermission,
  quotaUpdatePermission,
  templateCreatePermission,
  templatePrivilegePermission,
  type CallerRights,
} from '@backstage-cde/plugin-cde-common';
import type { AuditFilter, AuditReader } from '../audit';
import type { WorkspaceAccess } from '../permissions';
import type { Caller } from '../service';
import type { SharingService } from '../sharing';
import type { Handlers } from './createRouter';

const GENERAL = [
  ['create-template', templateCreatePermission],
  ['publish-privileged', templatePrivilegePermission],
  ['read-quotas', quotaReadPermission],
  ['update-quotas', quotaUpdatePermission],
  ['read-audit', auditReadPermission],
] as const;

/** Routes of rights, shares and the audit. */
export function createRightsHandlers(options: {
  access: WorkspaceAccess;
  sharing: SharingService;
  auditReader: AuditReader;
  currency: string;
  logger: LoggerService;
}): Handlers {
  const { access, sharing, auditReader, currency, logger } = options;
  return {
    getRights: caller => rightsOf(access, caller, currency),
    listShares: async (caller, { params }) => ({
      items: await sharing.list(caller, params.id),
    }),
    shareWorkspace: async (caller, { params, body }) => ({
      items: await sharing.share(caller, params.id, body),
    }),
    unshareWorkspace: async (caller, { params, query }) => ({
      items: await sharing.unshare(caller, params.id, String(query.grantee)),
    }),
    transferWorkspace: (caller, { params, body }) =>
      sharing.transfer(caller, params.id, body.owner),
    listAudit: (caller, { query }) => {
      const { cursor, limit, ...filter } = query as Record<string, string>;
      return auditReader.list(caller, filter as AuditFilter, {
        ...(cursor && { cursor }),
        ...(limit && { limit: Number(limit) }),
      });
    },
    exportAudit: async (caller, { query }, res) => {
      const { format, ...filter } = query as Record<string, string>;
      const isCsv = format === 'csv';
      const text = await auditReader.export(
        caller,
        filter as AuditFilter,
        isCsv ? 'csv' : 'ndjson',
      );
      res.status(200).set({
        'Content-Type': `${
          isCsv ? 'text/csv' : 'application/x-ndjson'
        }; charset=utf-8`,
        'Content-Disposition': `attachment; filename="audit.${
          isCsv ? 'csv' : 'ndjson'
        }"`,
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
      });
      try {
        await pipeline(Readable.from(text), res);
      } catch (error) {
        // Half a file has to look like one: the connection breaks, so that no client takes it for the whole.
        logger.warn(`An export of the audit ended early: ${error}`);
        res.destroy();
      }
    },
  };
}

async function rightsOf(
  access: WorkspaceAccess,
  { credentials }: Caller,
  currency: string,
): Promise<CallerRights> {
  const administers = await access.administers(credentials);
  const held = await Promise.all(
    GENERAL.map(([, permission]) => access.isAllowed(credentials, permission)),
  );
  return {
    user: credentials.principal.userEntityRef,
    allowed: [
      ...GENERAL.flatMap(([name], index) => (held[index] ? [name] : [])),
      ...(administers ? (['administer', 'read-usage'] as const) : []),
    ],
    currency,
  };
}
