import { limitText, parseLimit, readLimits } from './quotaForm';

const GIB = 2 ** 30;

describe('limits as people write them', () => {
  it.each([
    ['running', '10', 10],
    ['running', ' 0 ', 0],
    ['cpu', '2.5', 2.5],
    ['cpu', '2,5', 2.5],
    ['cost', '250', 250],
    ['memory', '32 GiB', 32 * GIB],
    ['memory', '32gib', 32 * GIB],
    ['memory', '32 Gi', 32 * GIB],
    ['memory', '32 GB', 32e9],
    ['storage', '1.5 TiB', 1.5 * 1024 * GIB],
    ['storage', '500 MB', 500e6],
    ['storage', '0', 0],
    ['storage', '', undefined],
  ] as const)('%s: "%s" is %s', (measure, text, value) =>
    expect(parseLimit(measure, text)).toEqual({ value }),
  );

  it.each([
    ['running', 'ten', 'number'],
    ['running', '2.5', 'whole'],
    ['running', '-1', 'number'],
    ['running', '1e3', 'number'],
    ['memory', '32', 'size'],
    ['memory', 'GB', 'size'],
    ['memory', '32 apples', 'size'],
    ['memory', '1,000 GB', 'none'],
  ] as const)('%s: "%s" is wrong', (measure, text, wrong) =>
    expect(parseLimit(measure, text)).toEqual(
      // A comma is for decimals: this is one gigabyte, and the form shows it as that.
      wrong === 'none' ? { value: 1e9 } : { wrong },
    ),
  );

  it.each([
    ['running', 3],
    ['cpu', 2.5],
    ['memory', 64 * GIB],
    ['memory', 512 * 2 ** 20],
    ['storage', 1024 * GIB],
    ['storage', 1_000_000_001],
    ['storage', 0],
    ['cost', undefined],
  ] as const)('%s: %s comes back as it was written', (measure, value) =>
    expect(parseLimit(measure, limitText(measure, value))).toEqual({ value }),
  );

  it('reads a whole form', () => {
    expect(
      readLimits({ running: '3', memory: '8 GiB', cpu: '', gpu: 'x' }),
    ).toEqual({
      limits: { running: 3, memory: 8 * GIB },
      wrong: { gpu: 'number' },
    });
  });
});
