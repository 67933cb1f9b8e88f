import type { Entity } from '@backstage/catalog-model';
import { validateTemplate } from '@backstage-cde/plugin-cde-common';
import { templateDocument } from '../testing/templates';
import { planConfigRemovals, planGitSync, configContents } from './sources';
import type { TemplateRecord } from './types';

const LOCATION = 'url:https://git.example/acme/templates/web.yaml';

function entity(
  name: string,
  {
    annotations = {},
    spec = {},
    namespace = 'default',
  }: {
    annotations?: Record<string, string>;
    spec?: object;
    namespace?: string;
  } = {},
): Entity {
  const document = templateDocument(name);
  return {
    ...document,
    metadata: {
      ...document.metadata,
      namespace,
      uid: 'u1',
      etag: 'e1',
      annotations: {
        'backstage.io/managed-by-location': LOCATION,
        ...annotations,
      },
    },
    spec: { ...document.spec, ...spec },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/platform' }],
  } as unknown as Entity;
}

const record = (
  id: string,
  overrides: Partial<TemplateRecord> = {},
): TemplateRecord => ({
  id,
  name: id,
  namespace: 'default',
  source: 'git',
  location: null,
  ownerRef: 'group:default/platform',
  title: id,
  description: null,
  tags: [],
  appliesTo: null,
  privileged: false,
  state: 'active',
  problem: null,
  publishedRevision: 1,
  draft: null,
  draftVersion: 0,
  createdBy: 'system',
  createdAt: 0,
  ...overrides,
});

const plan = (options: Partial<Parameters<typeof planGitSync>[0]>) =>
  planGitSync({
    entities: [],
    records: [],
    configured: [],
    privilegedLocations: [],
    validate: text => validateTemplate(text),
    ...options,
  });

describe('planGitSync', () => {
  it('takes what Git has, as its author wrote it', () => {
    const [step] = plan({ entities: [entity('web', { namespace: 'tools' })] });
    expect(step).toMatchObject({
      type: 'take',
      id: 'tools:web',
      content: {
        source: 'git',
        author: 'system',
        location: 'https://git.example/acme/templates/web.yaml',
        document: { metadata: { name: 'web', namespace: 'tools' } },
      },
    });
    const { yaml } = (step as { content: { yaml: string } }).content;
    expect(yaml).not.toMatch(/uid|etag|managed-by|relations/);
    expect(validateTemplate(yaml).problems).toEqual([]);
  });

  it.each([
    ['the configuration has the name', { configured: ['web'] }, {}],
    [
      'the portal published it itself',
      {},
      { annotations: { 'cde.backstage.io/template-source': 'portal' } },
    ],
  ])('takes nothing where %s', (_, options, parts) => {
    expect(plan({ entities: [entity('web', parts)], ...options })).toEqual([]);
  });

  it('keeps the good revision where the new content is not valid', () => {
    expect(
      plan({
        entities: [entity('web', { spec: { resourceClasses: 'all' } })],
        records: [record('web')],
      }),
    ).toEqual([
      {
        type: 'mark',
        id: 'web',
        problem: expect.stringMatching(/not valid.*resourceClasses/),
      },
    ]);
  });

  it('takes privileged ones from trusted places alone', () => {
    const entities = [
      entity('web', {
        spec: { privileged: true },
        // What an author may write is not where it was read from.
        annotations: {
          'backstage.io/source-location': 'url:https://trusted.example/x',
        },
      }),
    ];
    expect(
      plan({ entities, privilegedLocations: ['https://trusted.example/'] }),
    ).toMatchObject([{ type: 'mark', problem: /privileged/ }]);
    expect(
      plan({ entities, privilegedLocations: ['https://git.example/acme/'] }),
    ).toMatchObject([{ type: 'take' }]);
  });

  it('ends what is gone, and nothing of other sources', () => {
    const records = [
      record('web'),
      record('made', { source: 'portal' }),
      record('set', { source: 'config' }),
    ];
    expect(plan({ records })).toMatchObject([
      { type: 'mark', id: 'web', state: 'gone' },
    ]);
    expect(planConfigRemovals(records, [])).toMatchObject([
      { type: 'mark', id: 'set', state: 'gone' },
    ]);
    expect(planConfigRemovals(records, ['set'])).toEqual([]);
  });
});

describe('configContents', () => {
  it('makes documents that are valid', () => {
    const [{ id, content }] = configContents({
      admins: ['user:default/root', 'group:default/ops'],
      templates: [
        {
          name: 'default',
          title: 'Default',
          image: 'base:1',
          user: { name: 'vscode' },
          resourceClasses: ['small'],
          ides: ['vscode-web'],
          clusters: ['local'],
          egress: [{ cidr: '10.0.0.0/8', except: undefined }],
        },
      ],
    });
    expect(id).toBe('default');
    expect(content.document.spec.owner).toBe('group:default/ops');
    expect(validateTemplate(content.yaml)).toEqual({
      document: content.document,
      problems: [],
    });
  });
});
