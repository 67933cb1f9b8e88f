import { pathOf } from './requestTarget';

describe('pathOf', () => {
  const host = 'abc.localhost:3001';
  it.each([
    ['/', '/'],
    ['/a?b=c', '/a?b=c'],
    ['//evil.example/x', '//evil.example/x'],
    ['/../../etc', '/../../etc'],
    ['/%2f%2fevil', '/%2f%2fevil'],
    ['/@evil.example', '/@evil.example'],
    [`http://${host}/a?b`, '/a?b'],
    [`http://${host}`, '/'],
    [`http://${host}?q`, '/?q'],
    [`HTTP://ABC.localhost:3001/a`, '/a'],
    ['http://evil.example/a', undefined],
    [`http://${host}@evil.example/`, undefined],
    [`http://evil.example/${host}`, undefined],
    ['*', undefined],
    ['abc.localhost:3001', undefined],
    ['@evil.example/', undefined],
    ['', undefined],
    ['ftp://abc.localhost:3001/', undefined],
  ])('%s → %s', (target, expected) => expect(pathOf(target, host)).toBe(expected));
});
