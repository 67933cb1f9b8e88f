import { createPrivateKey, createPublicKey, hkdfSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

/** DER prefix of an Ed25519 private key (RFC 8410 §7); the 32 bytes of the seed follow. */
const ED25519_PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key for one purpose out of a master key (HKDF-SHA256, RFC 5869). */
export function deriveKey(masterKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', masterKey, '', `cde-gateway:${purpose}`, 32));
}

/** An Ed25519 key pair; a gateway that only verifies needs no more than the public half. */
export function deriveSigningKeys(masterKey: Buffer): { signing: KeyObject; verifying: KeyObject } {
  const signing = createPrivateKey({
    key: Buffer.concat([ED25519_PKCS8_PREFIX, deriveKey(masterKey, 'claims')]),
    format: 'der',
    type: 'pkcs8',
  });
  return { signing, verifying: createPublicKey(signing) };
}
