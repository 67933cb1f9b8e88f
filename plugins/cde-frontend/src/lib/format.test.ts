import { SOME_TIME } from '../__testUtils__';
import {
  formatBytes,
  formatDuration,
  formatElapsed,
  formatRelative,
  refName,
} from './format';

/** Texts carry no-break spaces between figures and units. */
const plain = (text: string) => text.replace(/\u00a0/g, ' ');

describe('figures', () => {
  it.each([
    [0, '0 s'],
    [-5, '0 s'],
    [440, '0.4 s'],
    [9_940, '9.9 s'],
    [12_400, '12 s'],
    [59_700, '1 min'],
    [125_000, '2 min 5 s'],
    [13 * 60_000 + 5000, '13 min'],
    [63 * 60_000, '1 h 3 min'],
    [120 * 60_000, '2 h'],
  ])('%d ms is %s', (ms, text) => expect(plain(formatDuration(ms))).toBe(text));

  it('ticks in whole seconds', () => {
    expect(plain(formatElapsed(3_900))).toBe('3 s');
    expect(plain(formatElapsed(61_000))).toBe('1 min 1 s');
  });

  it.each([
    [2 * 1024 ** 3, '2 GiB'],
    [1.5 * 1024 ** 3, '1.5 GiB'],
    [512 * 1024 ** 2, '512 MiB'],
  ])('%d bytes are %s', (bytes, text) =>
    expect(plain(formatBytes(bytes))).toBe(text),
  );

  it('never puts what has happened into the future, however the clocks differ', () => {
    expect(formatRelative(SOME_TIME, Date.parse(SOME_TIME) - 60_000)).toBe(
      '0 seconds ago',
    );
    expect(formatRelative(SOME_TIME, Date.parse(SOME_TIME) + 300_000)).toBe(
      '5 minutes ago',
    );
  });

  it('names what a workspace starts from', () => {
    expect(refName({ type: 'default' })).toBeUndefined();
    expect(refName({ type: 'branch', name: 'fix/x' })).toBe('fix/x');
    expect(
      refName({
        type: 'commit',
        name: '3f2c1ab94d0c2f7c35f1b6f7f5f4a1d2c3b4a596',
      }),
    ).toBe('3f2c1ab');
  });
});
