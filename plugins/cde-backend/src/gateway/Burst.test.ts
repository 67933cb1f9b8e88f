import { Burst } from './Burst';

describe('Burst', () => {
  it.each<[string, Array<[number, number]>, boolean]>([
    ['messages in quick succession', [[1, 0], [1, 10], [1, 20]], true],
    ['messages at once', [[3, 0]], true],
    ['more than enough at once', [[900, 0]], true],
    ['too few', [[2, 0]], false],
    ['messages now and then', [[1, 0], [1, 60], [1, 120], [1, 180]], false],
    ['the last three of many', [[1, 0], [1, 500], [1, 560], [1, 590]], true],
    ['nothing', [[0, 0], [0, 1], [0, 2]], false],
  ])('%s', (_case, messages, expected) => {
    const burst = new Burst(3, 100);
    let last = false;
    for (const [count, at] of messages) last = burst.add(count, at);
    expect(last).toBe(expected);
  });
});
