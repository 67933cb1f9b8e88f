import type { WorkspaceDetails } from '@backstage-cde/plugin-cde-common';
import {
  aTemplate,
  aUsageReport,
  aWorkspace,
  someAudit,
  someQuotas,
  someRevisions,
} from '../src/__testUtils__';
import type { FakeCdeApi } from '../src/__testUtils__';

const GIGABYTE = 2 ** 30;
const HOUR = 3_600_000;
const PEOPLE = ['ana', 'ben', 'cleo', 'dan'];
const PHASES = ['Running', 'Stopped', 'Running', 'Failed', 'Stopped'] as const;
const COMPONENTS = ['payments-api', 'ledger', 'web-shop', 'docs'];

/** Templates in every state, everybody's workspaces, usage, quotas and audit. */
export function governed(api: FakeCdeApi): FakeCdeApi {
  api.rights = {
    user: 'user:default/ana',
    currency: 'EUR',
    allowed: [
      'create-template',
      'publish-privileged',
      'administer',
      'read-quotas',
      'update-quotas',
      'read-audit',
      'read-usage',
    ],
  };
  api.workspaces = [...api.workspaces, ...ofOthers()];
  api.members = {
    'group:default/payments': ['user:default/ana', 'user:default/ben'],
  };
  api.templates = [
    aTemplate(),
    aTemplate({
      id: 'docker',
      title: 'Docker inside',
      description: 'Runs containers inside the workspace',
      tags: ['docker'],
      privileged: true,
      source: 'git',
      revision: 5,
      workspaces: 1,
      entityRef: 'workspacetemplate:default/docker',
      allowed: ['use'],
      location:
        'url:http://localhost:3002/platform/templates/blob/main/docker.yaml',
    }),
    aTemplate({
      id: 'legacy',
      title: 'Node 18',
      state: 'deprecated',
      source: 'config',
      revision: 1,
      workspaces: 2,
      allowed: ['use'],
      entityRef: 'workspacetemplate:default/legacy',
    }),
  ];
  api.revisions = { payments: someRevisions() };
  api.quotas = someQuotas();
  api.quotas[1].used = { running: 7, memory: 40 * GIGABYTE, cost: 255 };
  api.quotaEffect = ({ limits }) => ({
    owners: 4,
    over:
      (limits.running ?? Infinity) < 3
        ? [
            {
              ref: 'user:default/ben',
              measure: 'running',
              used: 3,
              limit: limits.running!,
            },
          ]
        : [],
  });
  api.usage = ({ by, from, to }) => {
    const report = aUsageReport({ from, to });
    return by === 'group'
      ? report
      : { ...report, rows: report.rows.slice(0, 1) };
  };
  api.audit = Array.from({ length: 30 }, (_, index) =>
    someAudit().map(entry => ({
      ...entry,
      id: 1000 - index * 10 + entry.id,
      at: new Date(
        Date.now() - (index * 6 + 5 - entry.id) * HOUR,
      ).toISOString(),
    })),
  ).flat();
  return api;
}

function ofOthers(): WorkspaceDetails[] {
  return Array.from({ length: 70 }, (_, index) => {
    const component = COMPONENTS[index % COMPONENTS.length];
    const since = new Date(Date.now() - (index + 1) * HOUR).toISOString();
    return aWorkspace({
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      name: `${component}-task-${index + 1}`,
      owner: `user:default/${PEOPLE[(index + 1) % PEOPLE.length]}`,
      component: `component:default/${component}`,
      template: index % 5 ? 'payments' : 'docker',
      privileged: index % 5 === 0,
      phase: PHASES[index % PHASES.length],
      phaseSince: since,
      lastUsedAt: since,
      relation: 'administrator',
    });
  });
}
