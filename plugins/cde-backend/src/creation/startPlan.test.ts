import type {
  ResourceClass,
  WorkspaceTemplateSpec,
} from '@backstage-cde/plugin-cde-common';
import { templateDocument } from '../testing/templates';
import { newWorkspace } from '../testing/workspaces';
import type { RevisionRecord, TemplateRecord } from '../templates';
import type { WorkspaceRecord } from '../workspaces';
import { planFor, specify } from './specification';
import {
  planChange,
  planStart,
  updateOf,
  type TemplateSurroundings,
} from './startPlan';

const NOW = 1_000_000;
const GIB = 2 ** 30;
const resourceClass = (name: string, size: number): ResourceClass => ({
  name,
  title: name,
  cpu: { request: size, limit: size },
  memory: { request: size * GIB, limit: size * GIB },
  storage: size * 5 * GIB,
  price: { perHour: size, perGbMonth: 1 },
});
const resourceClasses = [resourceClass('small', 1), resourceClass('large', 4)];

function revision(
  number: number,
  spec: Partial<WorkspaceTemplateSpec> = {},
  deadline: number | null = null,
): RevisionRecord {
  const document = templateDocument('web', {
    resourceClasses: ['small', 'large'],
    parameters: {
      properties: {
        level: { type: 'string', default: 'info', mutable: true },
        region: { type: 'string', default: 'eu' },
        debug: { type: 'boolean', default: false, ephemeral: true },
      },
    },
    environment: {
      LEVEL: { $parameter: 'level' },
      DEBUG: { $parameter: 'debug' },
      REVISION: `${number}`,
    },
    ...spec,
  });
  return {
    templateId: 'web',
    revision: number,
    note: `note ${number}`,
    author: 'system',
    publishedAt: 0,
    rolledBackFrom: null,
    deadline,
    document,
    yaml: '',
    hash: '',
  };
}

const first = revision(1);

function around(
  revisions: RevisionRecord[] = [first],
  state: TemplateRecord['state'] = 'active',
): TemplateSurroundings {
  return {
    template: { id: 'web', state, ownerRef: 'group:default/p' } as never,
    pinned: revisions[0],
    latest: revisions.at(-1),
    revisions,
    resourceClasses,
  };
}

/** A stopped workspace of the first revision. */
function row(overrides: Partial<WorkspaceRecord> = {}): WorkspaceRecord {
  const offer = { id: 'web', revision: 1, document: first.document };
  const devcontainer = { repositoryName: 'web', alternatives: [] };
  const workspace = newWorkspace();
  const { plan, report } = planFor(offer.document, {}, devcontainer, 'w1');
  const { parts, footprint } = specify(offer, {}, resourceClasses[0]);
  return {
    ...workspace,
    templateName: 'web',
    templateRevision: 1,
    pendingRevision: null,
    resourceClassName: 'small',
    footprint,
    spec: { ...workspace.spec, ...parts, plan: plan!, report, devcontainer },
    desired: 'stopped',
    readAt: NOW,
    ...overrides,
  } as WorkspaceRecord;
}

describe('planStart', () => {
  it('leaves alone what did not change', () => {
    expect(planStart(row(), around())).toEqual({});
    expect(planStart(row(), around([first, revision(2)]))).toEqual({});
  });

  it('applies an update that was chosen, or that is due', () => {
    const updated = {
      templateRevision: 2,
      pendingRevision: null,
      spec: { template: { environment: { REVISION: '2' } } },
    };
    expect(
      planStart(row({ pendingRevision: 2 }), around([first, revision(2)])),
    ).toMatchObject(updated);
    expect(
      planStart(row(), around([first, revision(2, {}, NOW)])),
    ).toMatchObject(updated);
    expect(planStart(row(), around([first, revision(2, {}, NOW + 1)]))).toEqual(
      {},
    );
    // A later revision without a date does not take the date of the one before away.
    expect(
      planStart(row(), around([first, revision(2, {}, NOW), revision(3)])),
    ).toMatchObject({ templateRevision: 3 });
  });

  it('applies a changed class and parameters, and keeps the volume', () => {
    const changed = planStart(
      row({ resourceClassName: 'large', parameters: { level: 'debug' } }),
      around(),
    );
    expect(changed).toMatchObject({
      resourceClassName: 'large',
      parameters: { level: 'debug' },
      footprint: {
        cpuMillis: 4000,
        storageBytes: 5 * GIB,
        storagePrice: Math.round(((5 * GIB) / 1e9) * 1e6),
      },
      spec: {
        resources: { cpu: { limit: 4 }, storage: 5 * GIB },
        template: { environment: { LEVEL: 'debug', DEBUG: 'false' } },
      },
    });
  });

  it('has values for one start in that start alone', () => {
    const started = planStart(row(), around(), { debug: true });
    expect(started).toMatchObject({
      parameters: {},
      spec: { template: { environment: { DEBUG: 'true' } } },
    });
    const next = row({ spec: started.spec });
    expect(planStart(next, around())).toMatchObject({
      spec: { template: { environment: { DEBUG: 'false' } } },
    });
    expect(
      planStart(row({ spec: next.spec }), around()).spec?.plannedWith,
    ).toMatchObject({ ephemeral: false });
  });

  it.each<[Record<string, string | boolean>, RegExp]>([
    [{ level: 'x' }, /not for one start/],
    [{ nothing: 'x' }, /no such parameter/],
    [{ debug: 'yes' }, /boolean is expected/],
  ])('refuses %j for a start', (values, message) => {
    expect(() => planStart(row(), around(), values)).toThrow(message);
  });

  it('refuses retired templates, classes that are gone, and a change of privilege', () => {
    expect(() => planStart(row(), around([first], 'retired'))).toThrow(
      /is retired/,
    );
    expect(planStart(row(), around([first], 'gone'))).toEqual({});
    expect(() =>
      planStart(
        row({ pendingRevision: 2 }),
        around([first, revision(2, { resourceClasses: ['large'] })]),
      ),
    ).toThrow(/does not offer the resource class 'small'.*settings/);
    expect(() =>
      planStart(
        row({ pendingRevision: 2 }),
        around([first, revision(2, { privileged: true })]),
      ),
    ).toThrow(/runs privileged, which needs another namespace/);
  });

  it('drops parameters that a revision has lost, and names those it lacks', () => {
    const lost = revision(2, {
      parameters: {
        properties: { size: { type: 'integer' } },
        required: ['size'],
      },
      environment: {},
    });
    expect(() =>
      planStart(
        row({ pendingRevision: 2, parameters: { level: 'debug' } }),
        around([first, lost]),
      ),
    ).toThrow(/parameter 'size': a value is needed/);
  });

  it('starts what is older than revisions as it was made', () => {
    const old = { ...newWorkspace(), readAt: NOW } as WorkspaceRecord;
    expect(planStart(old, { revisions: [], resourceClasses })).toMatchObject(
      {},
    );
  });
});

describe('planChange', () => {
  it('reserves the larger while it runs', () => {
    const large = { resourceClass: 'large' };
    expect(planChange(row(), around(), large)).toMatchObject({
      resourceClassName: 'large',
      footprint: { cpuMillis: 4000 },
    });
    const running = row({
      desired: 'running',
      resourceClassName: 'large',
      footprint: { ...row().footprint, cpuMillis: 4000 },
    });
    expect(
      planChange(running, around(), { resourceClass: 'small' }),
    ).toMatchObject({
      resourceClassName: 'small',
      footprint: { cpuMillis: 4000 },
    });
  });

  it('chooses an update, and takes it back', () => {
    const two = around([first, revision(2)]);
    expect(planChange(row(), two, { update: true })).toMatchObject({
      pendingRevision: 2,
    });
    expect(
      planChange(row({ pendingRevision: 2 }), two, { update: false }),
    ).toMatchObject({ pendingRevision: null });
    expect(planChange(row(), around(), { update: true })).toMatchObject({
      pendingRevision: null,
    });
  });

  it.each<[Parameters<typeof planChange>[2], RegExp]>([
    [{ resourceClass: 'huge' }, /offered: small, large/],
    [{ parameters: { region: 'us' } }, /only when the workspace is created/],
    [{ parameters: { debug: true } }, /one start only/],
    [{ parameters: { level: 5 } }, /string is expected/],
    [{ parameters: { levle: 'x' } }, /no such parameter/],
  ])('refuses %j', (change, message) => {
    expect(() => planChange(row(), around(), change)).toThrow(message);
  });
});

describe('updateOf', () => {
  it('tells of the latest, with the earliest date', () => {
    const revisions = [
      revision(3),
      revision(2, {}, NOW),
      { ...revision(9), templateId: 'other' },
    ];
    expect(updateOf(row(), revisions)).toEqual({
      revision: 3,
      note: 'note 3',
      chosen: false,
      deadline: NOW,
    });
    expect(updateOf(row({ templateRevision: 3 }), revisions)).toBeUndefined();
    expect(
      updateOf(row({ templateRevision: null }), revisions),
    ).toBeUndefined();
  });
});
