import { ratios, spread, summarise, table } from './figures';

describe('figures', () => {
  it('summarise measurements', () => {
    expect(summarise([4, 1, 3, 2])).toEqual({ median: 2.5, min: 1, max: 4, p99: expect.closeTo(3.97) });
    expect(summarise([7])).toEqual({ median: 7, min: 7, max: 7, p99: 7 });
    expect(() => summarise([])).toThrow('nothing');
  });

  it('are shown with their spread', () => {
    expect(spread(summarise([1, 2, 3.456]), 2)).toBe('2.00 (1.00–3.46)');
    expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });

  it('are compared with what was measured beside them', () => {
    expect(ratios([2, 9], [1, 3])).toEqual([2, 3]);
  });
});
