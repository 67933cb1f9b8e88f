import type {
  AuditEntry,
  Quota,
  UsageReport,
} from '@backstage-cde/plugin-cde-common';
import { SOME_TIME } from './fixtures';

const GIGABYTE = 1024 ** 3;
const HOUR = 3_600_000;
const STEPS = 24;

/** What payments and web used, in 24 steps of the asked-for time. */
export function aUsageReport(changes: Partial<UsageReport> = {}): UsageReport {
  const from = changes.from ?? '2026-10-26T00:00:00.000Z';
  const to = changes.to ?? '2026-11-02T00:00:00.000Z';
  const step = (Date.parse(to) - Date.parse(from)) / STEPS;
  return {
    from,
    to,
    currency: 'EUR',
    rows: [
      {
        key: 'group:default/payments',
        title: 'Payments',
        workspaces: 7,
        running: 3,
        cpuHours: 412,
        memoryByteHours: 824 * GIGABYTE,
        runningHours: 206,
        cost: 41.2,
      },
      {
        key: 'group:default/web',
        title: 'Web shop',
        workspaces: 2,
        running: 1,
        cpuHours: 64,
        memoryByteHours: 128 * GIGABYTE,
        runningHours: 32,
        cost: 6.4,
      },
    ],
    series: Array.from({ length: STEPS }, (_, index) => {
      const running = [1, 0, 0, 2, 5, 6, 4, 2][index % 8];
      return {
        at: new Date(Date.parse(from) + index * step).toISOString(),
        running,
        cpu: running * 2,
        memory: running * 4 * GIGABYTE,
        cost: (running * 0.2 * step) / HOUR,
      };
    }),
    measured: { cpu: 1.7, memory: 5.2 * GIGABYTE },
    ...changes,
  };
}

/** One of the configuration and one of the portal. */
export function someQuotas(): Quota[] {
  return [
    {
      id: 'config:everyone',
      target: { kind: 'everyone', per: 'each' },
      limits: { workspaces: 10, running: 3, storage: 100 * GIGABYTE },
      source: 'config',
      version: 0,
    },
    {
      id: 'q1',
      target: { kind: 'group', ref: 'group:default/payments', per: 'total' },
      limits: { running: 8, memory: 64 * GIGABYTE, cost: 250 },
      note: 'Agreed with the team for this quarter',
      source: 'portal',
      version: 3,
      updatedBy: 'user:default/ana',
      updatedAt: SOME_TIME,
    },
  ];
}

/** Something of everything that the audit knows, newest first. */
export function someAudit(): AuditEntry[] {
  const at = (minutes: number) =>
    new Date(Date.parse(SOME_TIME) - minutes * 60_000).toISOString();
  const target = {
    kind: 'workspace',
    id: '7d1f9c1e-3c1b-4c55-8a44-0d9be7f0a001',
    name: 'payments-api-main',
  };
  return [
    {
      id: 5,
      at: at(1),
      actor: 'user:default/ben',
      act: 'workspace-open',
      outcome: 'denied',
      target,
      reason: 'It belongs to somebody else.',
      origin: {
        ip: '10.0.0.7',
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
        method: 'POST',
        path: `/workspaces/${target.id}/open`,
      },
    },
    {
      id: 4,
      at: at(12),
      actor: 'system',
      act: 'workspace-stop',
      outcome: 'succeeded',
      target,
      reason: 'Not used for 30 minutes',
    },
    {
      id: 3,
      at: at(50),
      actor: 'user:default/ana',
      act: 'workspace-open',
      outcome: 'succeeded',
      target,
      origin: { ip: '10.0.0.4', method: 'POST' },
    },
    {
      id: 2,
      at: at(60),
      actor: 'user:default/ana',
      act: 'template-publish',
      outcome: 'succeeded',
      target: { kind: 'template', id: 'payments', name: 'Payments services' },
      reason: 'Debug output as a parameter',
      meta: { revision: 2 },
    },
    {
      id: 1,
      at: at(80),
      actor: 'user:default/ana',
      act: 'workspace-create',
      outcome: 'failed',
      target: { kind: 'workspace', id: 'x', name: 'ledger-main' },
      reason: 'The repository has no branch "x".',
    },
  ];
}
