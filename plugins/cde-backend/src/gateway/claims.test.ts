import { CompactSign } from 'jose';
import { ClaimsVerifier, signClaims } from './claims';
import { deriveSigningKeys } from './keys';
import type { SessionClaims } from './types';

const keys = deriveSigningKeys(Buffer.alloc(32, 1));
const others = deriveSigningKeys(Buffer.alloc(32, 2));
const claims: SessionClaims = {
  sessionId: 's',
  userRef: 'user:default/ada',
  workspaceId: 'w',
  target: 'port/3000',
  label: 'l',
  issuedAt: 1_800_000_000_123,
  expiresAt: 1_800_000_120_123,
};

describe('claims', () => {
  it('come back as they were signed, again and again', async () => {
    const verifier = new ClaimsVerifier(keys.verifying);
    const token = await signClaims(claims, keys.signing);
    expect(await verifier.verify(token)).toEqual(claims);
    expect(await verifier.verify(token)).toEqual(claims);
  });

  const b64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  it.each<[string, () => Promise<string>]>([
    ['of another key', () => signClaims(claims, others.signing)],
    ['of another kind', () => new CompactSign(Buffer.from('{}')).setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' }).sign(keys.signing)],
    ['without a signature', async () => `${b64({ alg: 'none', typ: 'cde-session+jwt' })}.${b64({ jti: 's' })}.`],
    ['with the public key as a secret', () =>
      new CompactSign(Buffer.from('{}'))
        .setProtectedHeader({ alg: 'HS256', typ: 'cde-session+jwt' })
        .sign(keys.verifying.export({ format: 'der', type: 'spki' }))],
    ['with a changed payload', async () => {
      const [header, , signature] = (await signClaims(claims, keys.signing)).split('.');
      return `${header}.${b64({ jti: 's', aud: 'other' })}.${signature}`;
    }],
    ['that are nonsense', async () => 'nonsense'],
    ['that are empty', async () => ''],
  ])('%s are refused', async (_case, token) => {
    expect(await new ClaimsVerifier(keys.verifying).verify(await token())).toBeUndefined();
  });
});
