import { repositoryKey } from './repositoryKey';
import { splitRefPath } from './splitRefPath';

const COMMIT = '3f2c1ab94d0c2f7c35f1b6f7f5f4a1d2c3b4a596';
const OTHER = '9b1d0aa94d0c2f7c35f1b6f7f5f4a1d2c3b4a596';
const refs = {
  branches: [
    { name: 'main', commit: COMMIT },
    { name: 'feature', commit: COMMIT },
    { name: 'feature/login', commit: OTHER },
    { name: 'v1', commit: OTHER },
  ],
  tags: [
    { name: 'v1', commit: COMMIT },
    { name: 'web/v2', commit: COMMIT },
  ],
};

describe('splitRefPath', () => {
  it.each([
    ['main', { ref: { type: 'branch', name: 'main' } }],
    [
      'main/src/a.ts',
      { ref: { type: 'branch', name: 'main' }, path: 'src/a.ts' },
    ],
    [
      'feature/login/src',
      { ref: { type: 'branch', name: 'feature/login' }, path: 'src' },
    ],
    [
      'feature/other',
      { ref: { type: 'branch', name: 'feature' }, path: 'other' },
    ],
    ['web/v2/x', { ref: { type: 'tag', name: 'web/v2' }, path: 'x' }],
    ['v1', { ref: { type: 'branch', name: 'v1' } }],
    ['HEAD/x', { ref: { type: 'default' }, path: 'x' }],
    [`${COMMIT}/x`, { ref: { type: 'commit', name: COMMIT }, path: 'x' }],
    ['3f2c1ab', { ref: { type: 'commit', name: COMMIT } }],
    ['mainly/x', undefined],
    ['feat', undefined],
    ['1234567', undefined],
  ])('%s', (refPath, expected) => {
    expect(splitRefPath(refPath, refs)).toEqual(expected);
  });

  it('keeps to the kind that the URL tells', () => {
    expect(splitRefPath('v1/x', refs, 'tag')).toEqual({
      ref: { type: 'tag', name: 'v1' },
      path: 'x',
    });
    expect(splitRefPath('web/v2', refs, 'branch')).toBeUndefined();
    expect(splitRefPath('main', refs, 'tag')).toBeUndefined();
    expect(splitRefPath('HEAD', refs, 'branch')).toBeUndefined();
  });
});

describe('repositoryKey', () => {
  const hosts = [
    { host: 'github.com', type: 'github', protocol: 'https' },
    { host: 'localhost:3002', type: 'plain', protocol: 'http' },
  ] as const;

  it.each([
    ['https://github.com/Acme/Shop.git', 'https://github.com/acme/shop', true],
    ['https://github.com/acme/shop', 'https://github.com/acme/shop2', false],
    ['http://localhost:3002/a/x.git', 'http://localhost:3002/a/x', true],
    ['http://localhost:3002/a/X', 'http://localhost:3002/a/x', false],
    ['https://elsewhere.example/a/x', 'https://elsewhere.example/a/x', true],
  ])('%s and %s: %s', (one, other, same) => {
    expect(
      repositoryKey(one, [...hosts]) === repositoryKey(other, [...hosts]),
    ).toBe(same);
  });
});
