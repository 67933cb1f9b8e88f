import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { difference } from './tar.ts';

let folder: string;
const at = (name: string) => path.join(folder, name);
const LONG = `${'long-'.repeat(30)}name`;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'tar-'));
  for (const name of ['tree/etc', 'tree/gone/below', `tree/${LONG}/${LONG}`]) {
    mkdirSync(at(name), { recursive: true });
  }
  writeFileSync(at('tree/etc/kept'), 'kept');
  writeFileSync(at('tree/etc/changed'), 'before');
  writeFileSync(at('tree/etc/removed'), '');
  writeFileSync(at('tree/etc/mode'), '');
  writeFileSync(at('tree/gone/below/file'), '');
  writeFileSync(at(`tree/${LONG}/${LONG}/file`), 'long');
  symlinkSync('kept', at('tree/etc/link'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Without this a pax archive also tells when a file was last read. */
const PAX = 'exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime';

function pack(name: string, format: string): string {
  execFileSync('tar', [
    `--format=${format}`,
    ...(format === 'pax' ? [`--pax-option=${PAX}`] : []),
    ...['--sort=name', '--mtime=@0', '-C', at('tree'), '-cf', at(name), '.'],
  ]);
  return at(name);
}

function change(): void {
  writeFileSync(at('tree/etc/changed'), 'after');
  writeFileSync(at('tree/etc/added'), 'x'.repeat(2000));
  writeFileSync(at(`tree/${LONG}/${LONG}/file`), 'longer');
  chmodSync(at('tree/etc/mode'), 0o600);
  unlinkSync(at('tree/etc/removed'));
  rmSync(at('tree/gone'), { recursive: true });
  unlinkSync(at('tree/etc/link'));
  symlinkSync('changed', at('tree/etc/link'));
}

function list(file: string): string[] {
  return execFileSync('tar', ['-tf', file], { encoding: 'utf8' })
    .trim()
    .split('\n');
}

describe.each(['gnu', 'pax'])('difference of %s archives', format => {
  it('holds what changed, and marks what went', async () => {
    const base = pack('base.tar', format);
    change();
    const whole = pack('whole.tar', format);
    await difference(base, whole, at('layer.tar'));
    expect(list(at('layer.tar')).sort()).toEqual(
      [
        './etc/added',
        './etc/changed',
        './etc/link',
        './etc/mode',
        `./${LONG}/${LONG}/file`,
        '.wh.gone',
        'etc/.wh.removed',
      ].sort(),
    );
  });

  it('makes the one tree from the other', async () => {
    const base = pack('base.tar', format);
    change();
    const whole = pack('whole.tar', format);
    await difference(base, whole, at('layer.tar'));
    mkdirSync(at('result'));
    for (const layer of [base, at('layer.tar')]) {
      execFileSync('tar', ['-C', at('result'), '-xf', layer]);
    }
    const read = (name: string) => readFileSync(at(`result/${name}`), 'utf8');
    expect(read('etc/changed')).toBe('after');
    expect(read('etc/link')).toBe('after');
    expect(read(`${LONG}/${LONG}/file`)).toBe('longer');
  });

  it('is empty between equals', async () => {
    const base = pack('base.tar', format);
    await difference(base, base, at('layer.tar'));
    expect(list(at('layer.tar'))).toEqual(['']);
  });
});
