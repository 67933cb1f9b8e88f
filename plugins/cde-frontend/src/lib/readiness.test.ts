import {
  isNarrowed,
  prefilled,
  readinessFromParams,
  readinessRequest,
  readinessToParams,
  statusShares,
  usable,
} from './readiness';

const byStatus = { valid: 5, warnings: 1, invalid: 0, none: 3, unknown: 1 };

describe('the view of readiness', () => {
  it.each([
    ['', ''],
    ['status=none', 'status=none'],
    ['status=nonsense&by=owner', ''],
    [
      'q=pay&owner=group%3Adefault%2Fweb&system=shop&by=system&other=1',
      'q=pay&owner=group%3Adefault%2Fweb&system=shop&by=system&other=1',
    ],
  ])('goes through the address %p as %p', (before, after) => {
    const params = new URLSearchParams(before);
    const next = readinessToParams(readinessFromParams(params), params);
    next.sort();
    const expected = new URLSearchParams(after);
    expected.sort();
    expect(next.toString()).toBe(expected.toString());
  });

  it.each([
    ['', {}, false],
    ['by=system', {}, false],
    ['q=%20', {}, false],
    ['q=%20pay', { search: 'pay' }, true],
    ['status=none&owner=web', { status: 'none', owner: 'web' }, true],
  ])('of %p asks for %p', (address, request, narrowed) => {
    const view = readinessFromParams(new URLSearchParams(address));
    expect(readinessRequest(view)).toEqual(request);
    expect(isNarrowed(view)).toBe(narrowed);
  });
});

describe('sums of readiness', () => {
  it('are parts of a whole, from ready to unknown', () => {
    expect(statusShares({ components: 10, byStatus })).toEqual([
      { status: 'valid', count: 5, share: 0.5 },
      { status: 'warnings', count: 1, share: 0.1 },
      { status: 'none', count: 3, share: 0.3 },
      { status: 'unknown', count: 1, share: 0.1 },
    ]);
  });

  it('count what workspaces are made from', () => {
    expect(usable({ byStatus })).toBe(6);
  });
});

it('fills in a form for a component', () => {
  const url = prefilled('/create/templates/default/x', 'component:default/a');
  expect(new URL(url, 'http://localhost').searchParams.get('formData')).toBe(
    '{"component":"component:default/a"}',
  );
});
