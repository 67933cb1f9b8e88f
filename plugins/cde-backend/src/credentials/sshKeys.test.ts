import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readSshKey } from './sshKeys';

let folder: string;
beforeAll(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cde-keys-'));
});
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

/** A key as OpenSSH itself makes it. */
function generate(name: string, ...options: string[]): string {
  const file = path.join(folder, name);
  if (!fs.existsSync(file)) {
    execFileSync('ssh-keygen', [
      '-q',
      '-N',
      '',
      '-C',
      'x',
      '-f',
      file,
      ...options,
    ]);
  }
  return file;
}

/** What OpenSSH says of a private key: `256 SHA256:… x (ED25519)`, and its public half. */
function openSsh(privateKey: string) {
  const file = path.join(folder, `given-${Math.random()}`);
  fs.writeFileSync(file, privateKey, { mode: 0o600 });
  const ask = (option: string) =>
    execFileSync('ssh-keygen', [option, '-f', file], { encoding: 'utf8' });
  return {
    fingerprint: ask('-l').split(' ')[1],
    publicHalf: ask('-y').split(' ').slice(0, 2).join(' ').trim(),
  };
}

describe('readSshKey', () => {
  it.each<[string, string[], string]>([
    ['ed25519', ['-t', 'ed25519'], 'ssh-ed25519'],
    ['rsa', ['-t', 'rsa', '-b', '2048'], 'ssh-rsa'],
    ['p256', ['-t', 'ecdsa', '-b', '256'], 'ecdsa-sha2-nistp256'],
    ['p384', ['-t', 'ecdsa', '-b', '384'], 'ecdsa-sha2-nistp384'],
    ['p521', ['-t', 'ecdsa', '-b', '521'], 'ecdsa-sha2-nistp521'],
    ['rsa-pem', ['-t', 'rsa', '-b', '2048', '-m', 'PEM'], 'ssh-rsa'],
    ['rsa-pkcs8', ['-t', 'rsa', '-b', '2048', '-m', 'PKCS8'], 'ssh-rsa'],
    ['p256-pem', ['-t', 'ecdsa', '-m', 'PEM'], 'ecdsa-sha2-nistp256'],
  ])('reads %s and writes what OpenSSH reads', (name, options, type) => {
    const file = generate(name, ...options);
    const key = readSshKey(fs.readFileSync(file, 'utf8'));
    const original = fs.readFileSync(`${file}.pub`, 'utf8').split(' ');
    expect(key.type).toBe(type);
    expect(openSsh(key.privateKey)).toEqual({
      fingerprint: key.fingerprint,
      publicHalf: original.slice(0, 2).join(' '),
    });
    expect(readSshKey(key.privateKey).fingerprint).toBe(key.fingerprint);
  });

  it('reads what other tools make: PKCS#8 of Ed25519, with line ends of Windows', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const key = readSshKey(`\r\n${pem.replaceAll('\n', '\r\n')}  `);
    expect(openSsh(key.privateKey).fingerprint).toBe(key.fingerprint);
  });

  const ed25519 = () => fs.readFileSync(generate('ed25519'), 'utf8');
  const encode = (bytes: Buffer) =>
    `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString(
      'base64',
    )}\n-----END OPENSSH PRIVATE KEY-----\n`;
  const bytesOf = (pem: string) =>
    Buffer.from(pem.split('\n').slice(1, -2).join(''), 'base64');

  it.each<[string, () => string, RegExp]>([
    ['nothing', () => '', /not a private key/],
    ['words', () => 'hunter2', /not a private key/],
    [
      'the public half',
      () => fs.readFileSync(`${generate('ed25519')}.pub`, 'utf8'),
      /public half/,
    ],
    [
      'a passphrase',
      () =>
        fs.readFileSync(
          generate('locked', '-t', 'ed25519', '-N', 'secret'),
          'utf8',
        ),
      /passphrase/,
    ],
    [
      'a passphrase on PEM',
      () =>
        fs.readFileSync(
          generate(
            'locked-pem',
            '-t',
            'rsa',
            '-b',
            '2048',
            '-m',
            'PEM',
            '-N',
            'secret',
          ),
          'utf8',
        ),
      /passphrase/,
    ],
    [
      'a passphrase on PKCS#8',
      () =>
        fs.readFileSync(
          generate(
            'locked-8',
            '-t',
            'rsa',
            '-b',
            '2048',
            '-m',
            'PKCS8',
            '-N',
            'secret',
          ),
          'utf8',
        ),
      /passphrase/,
    ],
    ['PuTTY', () => 'PuTTY-User-Key-File-3: ssh-ed25519\nx', /PuTTYgen/],
    ['PGP', () => '-----BEGIN PGP PRIVATE KEY BLOCK-----\nx', /PGP/],
    ['half a file', () => ed25519().slice(0, 200), /not a private key/],
    [
      'a broken file',
      () => encode(bytesOf(ed25519()).subarray(0, 150)),
      /not a private key/,
    ],
    [
      'halves that do not fit',
      () => {
        const bytes = bytesOf(ed25519());
        // The seed, behind the checks, the type and the public half.
        const at = bytes.lastIndexOf(Buffer.from('ssh-ed25519')) + 11 + 36 + 4;
        bytes[at] = (bytes[at] + 1) % 256;
        return encode(bytes);
      },
      /not a private key/,
    ],
    [
      'too short a key',
      () =>
        fs.readFileSync(generate('short', '-t', 'rsa', '-b', '1024'), 'utf8'),
      /1024 bits/,
    ],
    [
      'another kind',
      () =>
        generateKeyPairSync('x25519')
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
      /x25519/,
    ],
    [
      'another curve',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
          .privateKey.export({ type: 'pkcs8', format: 'pem' })
          .toString(),
      /secp256k1|not a private key/,
    ],
  ])('refuses %s', (_, text, message) => {
    expect(() => readSshKey(text())).toThrow(message);
    expect(() => readSshKey(text())).toThrow(
      expect.objectContaining({ name: 'InputError' }),
    );
    // A line of the key, or what stands for one.
    const line = text().split('\n')[1] || 'no line of a key';
    expect(() => readSshKey(text())).not.toThrow(
      line.length > 10 ? line : 'no line of a key',
    );
  });
});
