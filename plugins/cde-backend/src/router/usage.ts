import type { UsageDimension } from '@backstage-cde/plugin-cde-common';
import type { BulkOperator } from '../service';
import type { UsageService } from '../usage';
import type { Handlers } from './createRouter';

/** Usage over time, and acts on many workspaces. Requests fit the API's document when they arrive here. */
export function createUsageHandlers(options: {
  usage: UsageService;
  bulk: BulkOperator;
}): Handlers {
  const { usage, bulk } = options;
  return {
    getUsage: (caller, { query }) =>
      usage.report(caller, {
        by: query.by as UsageDimension,
        from: String(query.from),
        to: String(query.to),
      }),
    actInBulk: (caller, { body }) => bulk.act(caller, body),
  };
}
