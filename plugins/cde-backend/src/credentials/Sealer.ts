import {
  createCipheriv,
  createDecipheriv,
  hkdfSync,
  randomBytes,
} from 'node:crypto';

const VERSION = 'v1';
const ALGORITHM = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/** What a sealed text is for, and whose it is: it opens for nothing and nobody else. */
export interface SealedFor {
  purpose: 'git-token' | 'git-secret';
  ownerRef: string;
  /** Of several of one owner. */
  label: string;
}

/** It was sealed with another key, for somebody else, or was changed. */
export class SealBrokenError extends Error {
  constructor({ purpose, ownerRef, label }: SealedFor) {
    super(
      `The ${purpose} '${label}' of ${ownerRef} cannot be opened: cde.git.sealingKey is another than when it was given`,
    );
    this.name = 'SealBrokenError';
  }
}

/** Seals texts for the database: a copy of it opens nothing without the configuration's key. */
export class Sealer {
  readonly #key: string;

  constructor(key: string) {
    this.#key = key;
  }

  seal(text: string, sealedFor: SealedFor): string {
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv(ALGORITHM, this.#keyOf(sealedFor), iv);
    cipher.setAAD(boundTo(sealedFor));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    const all = Buffer.concat([iv, cipher.getAuthTag(), sealed]);
    return `${VERSION}.${all.toString('base64url')}`;
  }

  /** @throws SealBrokenError */
  open(text: string, sealedFor: SealedFor): string {
    const [version, encoded = ''] = text.split('.');
    const all = Buffer.from(encoded, 'base64url');
    const tag = all.subarray(IV_BYTES, IV_BYTES + TAG_BYTES);
    if (version !== VERSION || tag.length < TAG_BYTES) {
      throw new SealBrokenError(sealedFor);
    }
    const decipher = createDecipheriv(
      ALGORITHM,
      this.#keyOf(sealedFor),
      all.subarray(0, IV_BYTES),
      { authTagLength: TAG_BYTES },
    );
    decipher.setAAD(boundTo(sealedFor));
    decipher.setAuthTag(tag);
    try {
      return Buffer.concat([
        decipher.update(all.subarray(IV_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    } catch {
      throw new SealBrokenError(sealedFor);
    }
  }

  /** A key for each purpose, so that none is used for two things. */
  #keyOf({ purpose }: SealedFor): Buffer {
    return Buffer.from(
      hkdfSync('sha256', this.#key, '', `cde:${VERSION}:${purpose}`, 32),
    );
  }
}

function boundTo({ purpose, ownerRef, label }: SealedFor): Buffer {
  return Buffer.from(JSON.stringify([VERSION, purpose, ownerRef, label]));
}
