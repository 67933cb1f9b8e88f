import {
  createHash,
  createPrivateKey,
  createPublicKey,
  randomBytes,
  sign,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { InputError } from '@backstage/errors';
import { uint32, wire, wireNumber, WireReader } from './sshWire';

/** A private key that OpenSSH reads, whatever it came in. */
export interface SshKey {
  /** In OpenSSH's own form, without a passphrase. */
  privateKey: string;
  /** As OpenSSH names it. */
  type: string;
  /** As `ssh-keygen -l` shows it. */
  fingerprint: string;
}

const LEAST_RSA_BITS = 2048;
const MAGIC = 'openssh-key-v1\0';
const BLOCK_BYTES = 8;
/** OpenSSH's names of curves (RFC 5656), by those of JSON Web Keys. */
const CURVES: Record<string, string> = {
  'P-256': 'nistp256',
  'P-384': 'nistp384',
  'P-521': 'nistp521',
};

/**
 * Reads a private key as people paste it, and checks that it is one: its halves have to fit each other.
 * @throws InputError that says what it is instead, and nothing of what is inside
 */
export function readSshKey(text: string): SshKey {
  const pem = text.trim().replace(/\r\n?/g, '\n');
  refuseOthers(pem);
  const key = pem.startsWith('-----BEGIN OPENSSH PRIVATE KEY-----')
    ? fromOpenSsh(pem)
    : fromPem(pem);
  return toOpenSsh(key);
}

/** What people take for a private key, with what to do. */
const OTHERS: Array<{ pattern: RegExp; message: string }> = [
  {
    pattern: /^(ssh-|ecdsa-|sk-)\S+ |^-----BEGIN (RSA |SSH2 )?PUBLIC KEY/,
    message:
      'This is the public half of a key, which belongs to the git host; the private half is needed here, the file without .pub',
  },
  {
    pattern: /^PuTTY-User-Key-File/,
    message:
      "This is a key in PuTTY's form; export it with PuTTYgen as an OpenSSH key",
  },
  {
    pattern: /^-----BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m,
    message: '',
  },
  {
    pattern: /^-----BEGIN PGP/,
    message:
      'This is a key of PGP; commits are signed with SSH keys here. Make one with ssh-keygen -t ed25519',
  },
  {
    pattern: /^-----BEGIN CERTIFICATE/,
    message: 'This is a certificate; the private key is needed here',
  },
];

const HAS_PASSPHRASE =
  "The key has a passphrase, which nobody could enter in a workspace. Give one without: copy the file, and take it away with ssh-keygen -p -N '' -f <copy>; or better, make a key for your workspaces with ssh-keygen -t ed25519";

function refuseOthers(pem: string): void {
  const found = OTHERS.find(({ pattern }) => pattern.test(pem));
  if (found) {
    throw new InputError(found.message || HAS_PASSPHRASE);
  }
}

function noKey(): InputError {
  return new InputError(
    "This is not a private key in OpenSSH's or PEM's form. It begins with a line like -----BEGIN OPENSSH PRIVATE KEY----- and has to be complete",
  );
}

function unsupported(what: string): InputError {
  return new InputError(
    `Keys of the kind ${what} cannot be used here; make one with ssh-keygen -t ed25519`,
  );
}

function fromPem(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    // What OpenSSL says of it may quote it.
    throw noKey();
  }
}

/** https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key */
function fromOpenSsh(pem: string): KeyObject {
  const encoded =
    /^-+BEGIN [^\n]+-\n([\s\S]+?)\n-+END OPENSSH PRIVATE KEY-+$/.exec(pem)?.[1];
  const bytes = Buffer.from(encoded ?? '', 'base64');
  try {
    const reader = new WireReader(bytes);
    if (reader.take(MAGIC.length).toString('latin1') !== MAGIC) {
      throw noKey();
    }
    const cipher = reader.text();
    if (cipher !== 'none') {
      throw new InputError(HAS_PASSPHRASE);
    }
    reader.text(); // key derivation: none
    reader.bytes();
    if (reader.uint32() !== 1) {
      throw new InputError('This file holds several keys; give a single one');
    }
    const publicHalf = reader.bytes();
    const jwk = readPrivate(new WireReader(reader.bytes()));
    const key = createPrivateKey({ key: jwk, format: 'jwk' });
    if (!publicBlob(jwk).equals(publicHalf) || !fits(key, jwk)) {
      throw noKey();
    }
    return key;
  } catch (error) {
    throw error instanceof InputError ? error : noKey();
  }
}

function readPrivate(reader: WireReader): JsonWebKey {
  const [check, again] = [reader.uint32(), reader.uint32()];
  if (check !== again) {
    throw noKey();
  }
  const type = reader.text();
  if (type === 'ssh-ed25519') {
    const x = reader.bytes();
    return okp(x, reader.bytes().subarray(0, 32));
  }
  if (type === 'ssh-rsa') {
    const [n, e, d, qi, p, q] = Array.from({ length: 6 }, () =>
      reader.number(),
    );
    return rsa({ n, e, d, qi, p, q });
  }
  const [crv] =
    Object.entries(CURVES).find(([, name]) => type === `ecdsa-sha2-${name}`) ??
    [];
  if (!crv) {
    throw unsupported(type.slice(0, 64).replace(/[^\w@.-]/g, '?'));
  }
  reader.text(); // the curve again
  return ec(crv, reader.bytes(), reader.number());
}

const url = (bytes: Buffer) => bytes.toString('base64url');
const raw = (value: unknown) => Buffer.from(String(value), 'base64url');

function okp(x: Buffer, d: Buffer): JsonWebKey {
  return { kty: 'OKP', crv: 'Ed25519', x: url(x), d: url(d) };
}

function rsa(parts: Record<'n' | 'e' | 'd' | 'qi' | 'p' | 'q', Buffer>) {
  const number = (bytes: Buffer) => BigInt(`0x0${bytes.toString('hex')}`);
  const exponent = (prime: Buffer) => {
    const hex = (number(parts.d) % (number(prime) - 1n)).toString(16);
    return url(
      Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'),
    );
  };
  const { n, e, d, p, q, qi } = parts;
  return {
    kty: 'RSA',
    n: url(n),
    e: url(e),
    d: url(d),
    p: url(p),
    q: url(q),
    dp: exponent(p),
    dq: exponent(q),
    qi: url(qi),
  } satisfies JsonWebKey;
}

function ec(crv: string, point: Buffer, d: Buffer): JsonWebKey {
  const size = (point.length - 1) / 2;
  return {
    kty: 'EC',
    crv,
    x: url(point.subarray(1, 1 + size)),
    y: url(point.subarray(1 + size)),
    d: url(Buffer.concat([Buffer.alloc(Math.max(0, size - d.length)), d])),
  };
}

/** What the private half signs, the public half knows. */
function fits(key: KeyObject, { kty, crv, x, y, n, e }: JsonWebKey): boolean {
  const publicHalf = createPublicKey({
    key: { kty, crv, x, y, n, e },
    format: 'jwk',
  });
  const hash = kty === 'OKP' ? null : 'sha256';
  const message = randomBytes(32);
  return verify(hash, message, publicHalf, sign(hash, message, key));
}

function toOpenSsh(key: KeyObject): SshKey {
  const jwk = supported(key);
  const publicHalf = publicBlob(jwk);
  const type = new WireReader(publicHalf).text();
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, privateBlob(jwk), wire('')]);
  const missing = (BLOCK_BYTES - (secret.length % BLOCK_BYTES)) % BLOCK_BYTES;
  const padding = Buffer.from(Array.from({ length: missing }, (_, i) => i + 1));
  const bytes = Buffer.concat([
    Buffer.from(MAGIC, 'latin1'),
    wire('none', 'none', ''),
    uint32(1),
    wire(publicHalf, Buffer.concat([secret, padding])),
  ]);
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? [];
  const hash = createHash('sha256').update(publicHalf).digest('base64');
  return {
    privateKey: [
      '-----BEGIN OPENSSH PRIVATE KEY-----',
      ...lines,
      '-----END OPENSSH PRIVATE KEY-----',
      '',
    ].join('\n'),
    type,
    fingerprint: `SHA256:${hash.replace(/=+$/, '')}`,
  };
}

/** @throws InputError for kinds that git hosts do not take */
function supported(key: KeyObject): JsonWebKey {
  const kind = key.asymmetricKeyType ?? 'unknown';
  if (!['ed25519', 'rsa', 'ec'].includes(kind)) {
    throw unsupported(kind);
  }
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < LEAST_RSA_BITS) {
    throw new InputError(
      `The key has ${bits} bits, and RSA keys need ${LEAST_RSA_BITS}; better make one with ssh-keygen -t ed25519`,
    );
  }
  if (kind === 'ec') {
    const curve = key.asymmetricKeyDetails?.namedCurve ?? '';
    if (!['prime256v1', 'secp384r1', 'secp521r1'].includes(curve)) {
      throw unsupported(`ec ${curve}`);
    }
  }
  return key.export({ format: 'jwk' });
}

function publicBlob(jwk: JsonWebKey): Buffer {
  if (jwk.kty === 'OKP') {
    return wire('ssh-ed25519', raw(jwk.x));
  }
  if (jwk.kty === 'RSA') {
    const numbers = [jwk.e, jwk.n].map(value => wireNumber(raw(value)));
    return Buffer.concat([wire('ssh-rsa'), ...numbers]);
  }
  const curve = CURVES[jwk.crv ?? ''];
  return wire(`ecdsa-sha2-${curve}`, curve, pointOf(jwk));
}

function privateBlob(jwk: JsonWebKey): Buffer {
  if (jwk.kty === 'OKP') {
    const x = raw(jwk.x);
    return wire('ssh-ed25519', x, Buffer.concat([raw(jwk.d), x]));
  }
  if (jwk.kty === 'RSA') {
    const { n, e, d, qi, p, q } = jwk;
    const numbers = [n, e, d, qi, p, q].map(value => wireNumber(raw(value)));
    return Buffer.concat([wire('ssh-rsa'), ...numbers]);
  }
  const curve = CURVES[jwk.crv ?? ''];
  return Buffer.concat([
    wire(`ecdsa-sha2-${curve}`, curve, pointOf(jwk)),
    wireNumber(raw(jwk.d)),
  ]);
}

/** Uncompressed (SEC 1, 2.3.3). */
function pointOf({ x, y }: JsonWebKey): Buffer {
  return Buffer.concat([Buffer.from([4]), raw(x), raw(y)]);
}
