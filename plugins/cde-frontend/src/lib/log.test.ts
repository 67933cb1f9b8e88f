import { cleanLog, filterLog } from './log';

describe('logs', () => {
  it.each([
    ['colours', '\u001b[1;31mred\u001b[0m', 'red'],
    [
      'titles and links',
      '\u001b]0;title\u0007a\u001b]8;;http://x\u001b\\b',
      'ab',
    ],
    ['progress bars', '10%\r50%\r100%\nok', '100%\nok'],
    ['line ends of other systems', 'a\r\nb\r\n', 'a\nb\n'],
  ])('are shown without %s', (_, raw, text) =>
    expect(cleanLog(raw)).toBe(text),
  );

  it('keep a line that may still be rewritten', () =>
    expect(cleanLog('50%\r')).toBe('50%\r'));

  it('keep their end when they are endless', () => {
    const text = cleanLog(`${'x'.repeat(99)}\n`.repeat(20_000));
    expect(text.length).toBeLessThanOrEqual(1_000_000);
    expect(text.startsWith('x'.repeat(99))).toBe(true);
  });

  it('are searched without regard to case', () => {
    expect(filterLog('One\ntwo\nthree ONE', ' one ')).toBe('One\nthree ONE');
    expect(filterLog('a\nb', '  ')).toBe('a\nb');
  });
});
