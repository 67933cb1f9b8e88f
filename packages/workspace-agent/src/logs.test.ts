import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BoundedLog, LogStore } from './logs';
import { Ring } from './ring';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'logs-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function text(source: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of source) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const never = new AbortController().signal;

describe('BoundedLog', () => {
  it('keeps the beginning and the end, and says what is left out', () => {
    const file = path.join(folder, 'x.log');
    const log = new BoundedLog(file, 1000);
    for (let line = 0; line < 100_000; line++) {
      log.write(`line ${line}\n`);
    }
    log.finish();
    const content = readFileSync(file, 'utf8');
    expect(content.startsWith('line 0\n')).toBe(true);
    expect(content).toMatch(/\[… \d+ bytes left out …\]/);
    expect(content.endsWith('line 99999\n')).toBe(true);
    expect(content.length).toBeLessThan(1000 + 64 * 1024 + 100);
    log.close();
  });

  it('loses nothing that fits', () => {
    const file = path.join(folder, 'x.log');
    const log = new BoundedLog(file, 1000);
    log.write('a'.repeat(600));
    log.write('b'.repeat(600));
    log.close();
    expect(readFileSync(file, 'utf8').replace(/\n\[… 0 bytes.*\n/, '')).toBe(
      'a'.repeat(600) + 'b'.repeat(600),
    );
  });

  it('gives the last whole lines', () => {
    const log = new BoundedLog(path.join(folder, 'x.log'));
    log.write('first\nsecond\nthird\n');
    expect(log.tail()).toBe('first\nsecond\nthird\n');
    expect(log.tail(8)).toBe('third\n');
    expect(log.tail(6)).toBe('third\n');
    log.close();
  });
});

describe('Ring', () => {
  it.each([
    [['abc'], 'abc'],
    [['abcdefgh'], 'abcdefgh'],
    [['abcdefghi'], 'bcdefghi'],
    [['abcde', 'fghij'], 'cdefghij'],
    [['abcdefgh', 'i', 'jk'], 'defghijk'],
    [['x'.repeat(100), 'yz'], 'xxxxxxyz'],
  ])('keeps the end of %j', (chunks, kept) => {
    const ring = new Ring(8);
    chunks.forEach(chunk => ring.push(Buffer.from(chunk)));
    expect(ring.last(100).toString()).toBe(kept);
    expect(ring.last(2).toString()).toBe(kept.slice(-2));
    expect(ring.last(0).toString()).toBe('');
  });
});

describe('LogStore', () => {
  it('follows a log until the step is over', async () => {
    const store = new LogStore(folder);
    const log = store.begin('postCreateCommand');
    log.write('one\n');
    const reading = text(store.read('postCreateCommand', true, never));
    await new Promise(resolve => setTimeout(resolve, 20));
    log.write('two\n');
    await new Promise(resolve => setTimeout(resolve, 20));
    log.write('three\n');
    log.finish();
    expect(await reading).toBe('one\ntwo\nthree\n');
  });

  it('gives what is there and ends, without following', async () => {
    const store = new LogStore(folder);
    store.begin('ide').write('running\n');
    expect(await text(store.read('ide', false, never))).toBe('running\n');
    expect(store.tail('ide')).toBe('running\n');
  });

  it('reads the log of an earlier start', async () => {
    new LogStore(folder).begin('onCreateCommand').write('before\n');
    const later = new LogStore(folder);
    expect(await text(later.read('onCreateCommand', true, never))).toBe(
      'before\n',
    );
    expect(await text(later.read('postCreateCommand', true, never))).toBe('');
  });

  it('lets go of a follower that leaves', async () => {
    const store = new LogStore(folder);
    store.begin('ide').write('x');
    const leaving = new AbortController();
    const reading = text(store.read('ide', true, leaving.signal));
    await new Promise(resolve => setTimeout(resolve, 20));
    leaving.abort();
    expect(await reading).toBe('x');
  });
});
