import { createHmac, timingSafeEqual } from 'node:crypto';
import type { RequestValidator } from '@backstage/plugin-events-node';

const HEX_SHA256 = /^[0-9a-f]{64}$/i;

/**
 * Lets a request in whose header has the HMAC (SHA-256, hexadecimal) of its body.
 *
 * @param header - its name, lower-case; the value may begin with `sha256=`
 */
export function signedWith(secret: string, header: string): RequestValidator {
  return async ({ headers, raw }, context) => {
    const value = headers[header];
    const given =
      typeof value === 'string' ? value.trim().replace(/^sha256=/, '') : '';
    const expected = createHmac('sha256', secret).update(raw.body).digest();
    const fits =
      HEX_SHA256.test(given) &&
      timingSafeEqual(Buffer.from(given, 'hex'), expected);
    if (!fits) {
      context.reject({
        status: 403,
        payload: {
          message: `The header ${header} does not hold the body's signature; check the secret of the webhook`,
        },
      });
    }
  };
}
