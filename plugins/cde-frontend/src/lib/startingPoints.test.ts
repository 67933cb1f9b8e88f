import { aChange, aWorkspace } from '../__testUtils__';
import {
  branchPoints,
  changePoints,
  fitting,
  refOfChange,
} from './startingPoints';

const COMMIT = '9b1d0aa94d0c2f7c35f1b6f7f5f4a1d2c3b4a596';
const LIST = {
  defaultBranch: 'main',
  branches: [
    { name: 'main', commit: COMMIT, author: 'Bo' },
    { name: 'fix/timeouts', commit: COMMIT, author: 'Ana' },
  ],
};
const workspaceAt = (ref: Parameters<typeof withRef>[0], id: string) =>
  aWorkspace({ id, ...withRef(ref) });
function withRef(
  ref:
    | { type: 'default' }
    | { type: 'branch' | 'tag' | 'commit'; name: string },
) {
  return { repository: { url: 'http://h/a.git', ref } };
}

describe('branchPoints', () => {
  it('gives each branch its workspaces, the default one by both of its names', () => {
    const points = branchPoints(LIST, [
      workspaceAt({ type: 'default' }, '1'),
      workspaceAt({ type: 'branch', name: 'main' }, '2'),
      workspaceAt({ type: 'branch', name: 'fix/timeouts' }, '3'),
      workspaceAt({ type: 'tag', name: 'main' }, '4'),
      aWorkspace({ id: '5', repository: undefined }),
      { ...workspaceAt({ type: 'default' }, '6'), desired: 'deleted' },
    ]);
    expect(
      points.map(({ title, isDefault, workspaces }) => [
        title,
        isDefault,
        workspaces.map(({ id }) => id),
      ]),
    ).toEqual([
      ['main', true, ['1', '2']],
      ['fix/timeouts', false, ['3']],
    ]);
  });
});

describe('refOfChange', () => {
  it.each([
    ['its branch', {}, { type: 'branch', name: 'fix/timeouts' }],
    ['its commit, of a fork', { fork: true }, { type: 'commit', name: COMMIT }],
    [
      'its commit, when the branch is gone',
      { sourceBranch: 'gone' },
      { type: 'commit', name: COMMIT },
    ],
    [
      'nothing, where neither is known',
      { fork: true, commit: undefined },
      undefined,
    ],
  ])('is %s', (_, changes, expected) =>
    expect(refOfChange(aChange(changes), LIST)).toEqual(expected),
  );

  it('is the branch where the branches are not known', () =>
    expect(refOfChange(aChange(), undefined)).toEqual({
      type: 'branch',
      name: 'fix/timeouts',
    }));
});

describe('changePoints', () => {
  it('finds workspaces by branch, and by commit', () => {
    const [own, forked] = changePoints(
      [aChange(), aChange({ id: '7', fork: true })],
      LIST,
      [
        workspaceAt({ type: 'branch', name: 'fix/timeouts' }, '1'),
        workspaceAt({ type: 'commit', name: COMMIT }, '2'),
      ],
    );
    expect(own.workspaces.map(({ id }) => id)).toEqual(['1']);
    expect(forked.workspaces.map(({ id }) => id)).toEqual(['2']);
  });
});

describe('fitting', () => {
  const points = [
    ...changePoints([aChange()], LIST, []),
    ...branchPoints(LIST, []),
  ];
  it.each([
    ['', 3],
    ['  ', 3],
    ['SLOW BANKS', 1],
    ['#42', 1],
    ['timeouts', 2],
    ['ana', 2],
    ['bo', 1],
    ['nothing', 0],
  ])('%p leaves %d', (text, left) =>
    expect(fitting(points, text)).toHaveLength(left),
  );
});
