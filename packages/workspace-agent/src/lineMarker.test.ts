import { LineMarker } from './lineMarker';

function mark(...chunks: string[]): string {
  let written = '';
  const marker = new LineMarker('[a] ', text => {
    written += text;
  });
  chunks.forEach(chunk => marker.write(Buffer.from(chunk)));
  marker.flush();
  return written;
}

it.each([
  [['one\ntwo\n'], '[a] one\n[a] two\n'],
  [['on', 'e\ntw', 'o'], '[a] one\n[a] two\n'],
  [['\n\n'], '[a] \n[a] \n'],
  [[], ''],
])('marks %j', (chunks, expected) => {
  expect(mark(...chunks)).toBe(expected);
});

it('keeps characters whole that come in parts', () => {
  const [first, second] = Buffer.from('ü');
  let written = '';
  const marker = new LineMarker('', text => {
    written += text;
  });
  marker.write(Buffer.from([first]));
  marker.write(Buffer.from([second, 10]));
  expect(written).toBe('ü\n');
});

it('does not hold endless lines back', () => {
  let written = '';
  const marker = new LineMarker('', text => {
    written += text;
  });
  for (let n = 0; n < 100; n++) {
    marker.write(Buffer.alloc(1024, 'x'));
  }
  expect(written.length).toBeGreaterThan(80 * 1024);
});
