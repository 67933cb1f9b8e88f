import { isOver, shareForm, shareRequest } from './sharing';

const NOW = new Date(2026, 10, 2, 12).getTime();
const share = { grantee: 'user:default/ben', role: 'use' as const, until: '' };

it('lasts to the end of the last day, where the person is', () => {
  expect(shareRequest({ ...share, until: '2026-11-05' }).expiresAt).toBe(
    new Date(2026, 10, 5, 23, 59, 59).toISOString(),
  );
  expect(shareRequest(share)).toEqual({
    grantee: 'user:default/ben',
    role: 'use',
  });
});

it.each([
  ['', false],
  ['2026-11-01', true],
  ['2026-11-02', false],
  ['2026-11-03', false],
])('until %s is over: %s', (until, over) =>
  expect(isOver({ ...share, until }, NOW)).toBe(over),
);

it('shows the day of a share that ends', () => {
  const until = '2026-11-05';
  const request = shareRequest({ ...share, until });
  expect(
    shareForm({ ...request, createdBy: 'user:default/ana', createdAt: '' }),
  ).toEqual({ ...share, until });
});
