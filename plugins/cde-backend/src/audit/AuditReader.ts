import { InputError, NotAllowedError } from '@backstage/errors';
import {
  auditReadPermission,
  type AuditEntry,
  type AuditPage,
} from '@backstage-cde/plugin-cde-common';
import type { WorkspaceAccess } from '../permissions';
import type { AuditLog } from '../service/AuditLog';
import type { Caller } from '../service/types';
import { exportEntries, type ExportFormat } from './export';
import type { AuditFilter, AuditJournal } from './types';

const PAGE = 100;
const EXPORT_PAGE = 500;

/** Shows the audit to those with the right, and exports it. */
export class AuditReader {
  readonly #options: {
    journal: AuditJournal;
    access: WorkspaceAccess;
    audit: AuditLog;
  };

  constructor(options: {
    journal: AuditJournal;
    access: WorkspaceAccess;
    audit: AuditLog;
  }) {
    this.#options = options;
  }

  async list(
    caller: Caller,
    filter: AuditFilter,
    page: { cursor?: string; limit?: number },
  ): Promise<AuditPage> {
    await this.#check(caller, 'audit-read');
    checkTimes(filter);
    const limit = Math.min(page.limit ?? PAGE, PAGE);
    const before = page.cursor ? decodeCursor(page.cursor) : undefined;
    const found = await this.#options.journal.list(filter, {
      ...(before && { before }),
      limit: limit + 1,
    });
    const items = found.slice(0, limit);
    return found.length > limit
      ? { items, nextCursor: encodeCursor(items[items.length - 1].id) }
      : { items };
  }

  /** The whole of what the filter finds, as text in pieces. */
  async export(
    caller: Caller,
    filter: AuditFilter,
    format: ExportFormat,
  ): Promise<AsyncGenerator<string>> {
    await this.#check(caller, 'audit-export');
    checkTimes(filter);
    const meta = { format };
    await this.#options.audit.record('audit-export', caller, meta, async () => ({
      result: undefined,
    }));
    return exportEntries(this.#pages(filter), format);
  }

  async *#pages(filter: AuditFilter): AsyncGenerator<AuditEntry[]> {
    let before: number | undefined;
    for (;;) {
      const page = await this.#options.journal.list(filter, {
        ...(before && { before }),
        limit: EXPORT_PAGE,
      });
      yield page;
      if (page.length < EXPORT_PAGE) {
        return;
      }
      before = page[page.length - 1].id;
    }
  }

  async #check(caller: Caller, act: 'audit-read' | 'audit-export') {
    const { access, audit } = this.#options;
    if (await access.isAllowed(caller.credentials, auditReadPermission)) {
      return;
    }
    await audit.record(act, caller, {}, async () => {
      throw new NotAllowedError(
        `The audit is for those with the permission ${auditReadPermission.name}; ask an administrator`,
      );
    });
  }
}

function checkTimes({ from, to }: AuditFilter) {
  for (const [name, value] of Object.entries({ from, to })) {
    if (value && Number.isNaN(Date.parse(value))) {
      throw new InputError(
        `'${name}' is not a point in time; write for example 2026-11-22T09:00:00Z`,
      );
    }
  }
}

function encodeCursor(id: number): string {
  return Buffer.from(String(id)).toString('base64url');
}

/** @throws InputError */
function decodeCursor(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^[1-9]\d{0,15}$/.test(text)) {
    throw new InputError(
      'The cursor is not one that this API gave; leave it out to begin with the first page',
    );
  }
  return Number(text);
}
