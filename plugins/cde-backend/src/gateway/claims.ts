import type { KeyObject } from 'node:crypto';
import { CompactSign, compactVerify } from 'jose';
import { BoundedCache } from './BoundedCache';
import type { GatewayTarget, SessionClaims } from './types';

const TYPE = 'cde-session+jwt';
const ALGORITHM = 'EdDSA';

/** Signs the claims of a session (JWS, RFC 7515, Ed25519). */
export async function signClaims(claims: SessionClaims, key: KeyObject): Promise<string> {
  const payload = {
    jti: claims.sessionId,
    sub: claims.userRef,
    wid: claims.workspaceId,
    tgt: claims.target,
    aud: claims.label,
    iat: claims.issuedAt / 1000,
    exp: claims.expiresAt / 1000,
  };
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
    .sign(key);
}

/** Verifies signed claims; a token seen before costs a look-up. */
export class ClaimsVerifier {
  readonly #key: KeyObject;
  readonly #verified = new BoundedCache<string, SessionClaims>(10_000);

  constructor(key: KeyObject) {
    this.#key = key;
  }

  /**
   * The claims of a genuine token, whatever its age: the caller judges `expiresAt`.
   * `undefined` for anything that this gateway did not sign.
   */
  async verify(token: string): Promise<SessionClaims | undefined> {
    const known = this.#verified.get(token);
    if (known) return known;
    const claims = await this.#check(token);
    if (claims) this.#verified.set(token, claims);
    return claims;
  }

  async #check(token: string): Promise<SessionClaims | undefined> {
    try {
      const { payload, protectedHeader } = await compactVerify(token, this.#key, { algorithms: [ALGORITHM] });
      if (protectedHeader.typ !== TYPE) return undefined;
      const { jti, sub, wid, tgt, aud, iat, exp } = JSON.parse(Buffer.from(payload).toString());
      return {
        sessionId: jti,
        userRef: sub,
        workspaceId: wid,
        target: tgt as GatewayTarget,
        label: aud,
        issuedAt: iat * 1000,
        expiresAt: exp * 1000,
      };
    } catch {
      // Whatever a client sends in its cookie that is no signed token of ours, is no session.
      return undefined;
    }
  }
}
