import { aWorkspace } from '../__testUtils__';
import { applyView, viewFromParams, viewToParams } from './filter';

describe('a list', () => {
  const a = aWorkspace({
    id: 'a',
    name: 'alpha',
    lastUsedAt: '2026-11-01T00:00:00Z',
  });
  const b = aWorkspace({
    id: 'b',
    name: 'beta',
    phase: 'Stopped',
    lastUsedAt: '2026-11-02T00:00:00Z',
  });
  const c = aWorkspace({
    id: 'c',
    name: 'gamma',
    component: undefined,
    repository: undefined,
    createdAt: '2026-10-01T00:00:00Z',
  });
  const shown = (query: string) =>
    applyView([a, b, c], viewFromParams(new URLSearchParams(query))).map(
      ({ id }) => id,
    );

  it.each([
    ['', ['b', 'a', 'c']],
    ['sort=name', ['a', 'b', 'c']],
    ['sort=name&order=desc', ['c', 'b', 'a']],
    ['sort=component', ['c', 'a', 'b']],
    ['sort=nonsense', ['b', 'a', 'c']],
    ['q=PAYMENTS', ['b', 'a']],
    ['q=main', ['b', 'a']],
    ['status=Stopped', ['b']],
    ['q=gam&status=Running', ['c']],
    ['q=zzz', []],
  ])('at ?%s shows %j', (query, ids) => expect(shown(query)).toEqual(ids));

  it('writes into the address only what is not as usual, and leaves the rest of it alone', () => {
    const at = (query: string) =>
      viewToParams(
        viewFromParams(new URLSearchParams(query)),
        new URLSearchParams(query),
      ).toString();
    expect(at('')).toBe('');
    expect(at('q=x&other=1')).toBe('q=x&other=1');
    expect(at('sort=name&order=desc')).toBe('sort=name&order=desc');
  });
});
