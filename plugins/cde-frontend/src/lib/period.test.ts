import { auditFromParams, auditRequest, auditToParams } from './auditFilter';
import { periodFromParams, periodToParams, rangeOf } from './period';
import { usageFromParams } from './usage';

const NOW = Date.parse('2026-11-22T12:34:56.000Z');

describe('a period', () => {
  it.each([
    ['', { name: 'week' }],
    ['period=day', { name: 'day' }],
    ['period=nonsense', { name: 'week' }],
    ['period=constructor', { name: 'week' }],
    [
      'from=2026-11-01&to=2026-11-02',
      { name: 'custom', from: '2026-11-01', to: '2026-11-02' },
    ],
    ['from=2026-11-02&to=2026-11-01', { name: 'week' }],
    ['from=2026-99-99&to=2026-99-99', { name: 'week' }],
    ['from=<script>&to=x', { name: 'week' }],
  ])('is read from "%s"', (search, period) =>
    expect(periodFromParams(new URLSearchParams(search), 'week')).toEqual(
      period,
    ),
  );

  it.each(['', 'period=day', 'from=2026-11-01&to=2026-11-02'])(
    '"%s" comes back as it was',
    search => {
      const params = new URLSearchParams(search);
      const period = periodFromParams(params, 'week');
      expect(periodToParams(period, params, 'week').toString()).toBe(search);
    },
  );

  it('ends now, to the minute', () => {
    expect(rangeOf({ name: 'day' }, NOW)).toEqual({
      from: '2026-11-21T12:34:00.000Z',
      to: '2026-11-22T12:34:00.000Z',
    });
  });

  it('holds its last day whole, but never the future', () => {
    const days = {
      name: 'custom',
      from: '2026-11-01',
      to: '2026-11-02',
    } as const;
    expect(rangeOf(days, NOW)).toEqual({
      from: new Date('2026-11-01T00:00:00').toISOString(),
      to: new Date('2026-11-03T00:00:00').toISOString(),
    });
    expect(rangeOf({ ...days, to: '2026-12-31' }, NOW).to).toBe(
      new Date(NOW).toISOString(),
    );
  });

  it('is always one of a time where usage is asked for', () => {
    expect(usageFromParams(new URLSearchParams('period=any&by=x'))).toEqual({
      by: 'group',
      period: { name: 'week' },
    });
  });
});

describe('filters of the audit', () => {
  it('come back as they were', () => {
    const search =
      'q=a+b&actor=user%3Adefault%2Fana&act=workspace-open&outcome=denied&target=x&period=day';
    const view = auditFromParams(new URLSearchParams(search));
    const back = auditToParams(view, new URLSearchParams());
    expect(Object.fromEntries(back)).toEqual(
      Object.fromEntries(new URLSearchParams(search)),
    );
  });

  it('of a period until now have no end', () => {
    const view = auditFromParams(new URLSearchParams('period=day&outcome=x'));
    expect(auditRequest(view, NOW)).toEqual({
      from: '2026-11-21T12:34:00.000Z',
    });
  });
});
