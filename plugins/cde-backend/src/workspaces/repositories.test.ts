import { newWorkspace } from '../testing/workspaces';
import {
  placeAdditional,
  presentAdditional,
  workspaceFile,
} from './repositories';
import type { AdditionalSource } from './types';

const source = (name: string): AdditionalSource => ({
  repositoryUrl: `http://git.test/acme/${name}.git`,
  name,
  ref: { type: 'branch', name: 'main' },
  commit: 'c'.repeat(40),
});
const plan = (
  repositoryFolder: string,
  workspaceFolder = repositoryFolder,
) => ({
  repositoryFolder,
  workspaceFolder,
});
const names = (folder: string, ...repositories: string[]) =>
  placeAdditional({
    plan: plan(folder),
    additional: repositories.map(source),
  }).map(({ folder: placed }) => placed);

describe('the folders of further repositories', () => {
  it.each([
    ['beside the own one', '/workspaces/api', ['web'], ['/workspaces/web']],
    ['in the home folder', '/home/dev/api', ['web'], ['/home/dev/web']],
    ['away from the root folder', '/api', ['web'], ['/api-more/web']],
    ['not in the own one', '/workspaces/api', ['api'], ['/workspaces/api-2']],
    [
      'each another, in any case',
      '/workspaces/api',
      ['web', 'Web', 'web', 'API'],
      ['web', 'Web-2', 'web-3', 'API-2'].map(name => `/workspaces/${name}`),
    ],
    [
      'inside, visible and without separators',
      '/workspaces/api',
      ['..', '.git', 'a/../b', 'ä b', '...', '~'],
      ['workspace', 'git', 'a-..-b', 'b', 'workspace-2', 'workspace-3'].map(
        name => `/workspaces/${name}`,
      ),
    ],
    [
      'not where the file of the IDE is',
      '/workspaces/api',
      ['api.code-workspace'],
      ['/workspaces/api.code-workspace-2'],
    ],
    [
      'of a length that every disk takes',
      '/workspaces/api',
      ['n'.repeat(300), 'n'.repeat(300)],
      [`/workspaces/${'n'.repeat(63)}`, `/workspaces/${'n'.repeat(61)}-2`],
    ],
  ])('are %s', (_, folder, repositories, expected) =>
    expect(names(folder, ...repositories)).toEqual(expected),
  );

  it('are nowhere without further repositories', () => {
    const { spec } = newWorkspace();
    expect(placeAdditional(spec)).toEqual([]);
    expect(workspaceFile(spec)).toBeUndefined();
    expect(presentAdditional(spec, spec.plan)).toEqual([]);
  });
});

it('opens the folder of the devcontainer and each further clone', () => {
  const additional = [source('web')];
  expect(
    workspaceFile({
      plan: plan('/workspaces/api', '/workspaces/api/server'),
      additional,
    }),
  ).toEqual({
    path: '/workspaces/api.code-workspace',
    folders: ['/workspaces/api/server', '/workspaces/web'],
  });
  expect(workspaceFile({ plan: plan('/api'), additional })?.path).toBe(
    '/api-more/api.code-workspace',
  );
});

it('says what they are, and where as soon as that is planned', () => {
  const additional = [
    { ...source('web'), componentRef: 'component:default/web' },
    source('rules'),
  ];
  expect(presentAdditional({ additional }, plan('/workspaces/api'))).toEqual([
    {
      component: 'component:default/web',
      repository: {
        url: 'http://git.test/acme/web.git',
        ref: { type: 'branch', name: 'main' },
        commit: 'c'.repeat(40),
      },
      folder: '/workspaces/web',
    },
    expect.objectContaining({ folder: '/workspaces/rules' }),
  ]);
  const [first] = presentAdditional({ additional }, undefined);
  expect(first).not.toHaveProperty('folder');
});
