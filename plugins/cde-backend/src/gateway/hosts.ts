import { createHmac, timingSafeEqual } from 'node:crypto';
import { BoundedCache } from './BoundedCache';
import { deriveKey } from './keys';
import type { GatewayTarget } from './types';

const TAG_BYTES = 6;
const BODY_BYTES = 18;
const LABEL = /^[a-z2-7]{39}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** Where a host leads, or what is wrong with it. */
export type HostMeaning =
  | { kind: 'workspace'; label: string; workspaceId: string; target: GatewayTarget }
  /** The gateway's own host, without a workspace. */
  | { kind: 'base' }
  | { kind: 'unknown' };

/**
 * Names of workspaces' hosts: one per workspace and target, `<label>.<base host>`.
 *
 * A label is the workspace's id and port, encrypted and authenticated (a synthetic IV
 * with HMAC-SHA256), in base 32: 39 characters that tell an outsider nothing, that
 * nobody can make up, and that need no table to be read.
 */
export class HostNames {
  readonly #tagKey: Buffer;
  readonly #streamKey: Buffer;
  readonly #base: URL;
  readonly #known = new BoundedCache<string, HostMeaning>(10_000);

  constructor(masterKey: Buffer, baseUrl: string) {
    this.#tagKey = deriveKey(masterKey, 'host-tag');
    this.#streamKey = deriveKey(masterKey, 'host-stream');
    this.#base = new URL(baseUrl);
  }

  /** First label of the host of a workspace's target. */
  label(workspaceId: string, target: GatewayTarget): string {
    if (!UUID.test(workspaceId)) {
      throw new Error(`Workspace id '${workspaceId}' is not a UUID`);
    }
    const plain = Buffer.alloc(BODY_BYTES);
    plain.write(workspaceId.replaceAll('-', ''), 'hex');
    plain.writeUInt16BE(target === 'ide' ? 0 : Number(target.slice('port/'.length)), 16);
    const tag = this.#tag(plain);
    return toBase32(Buffer.concat([tag, this.#crypt(tag, plain)]));
  }

  host(label: string): string {
    return `${label}.${this.#base.host}`;
  }

  /** The origin that pages of the host have. */
  origin(label: string): string {
    return `${this.#base.protocol}//${this.host(label)}`;
  }

  /** What a request's Host header means; port and case as in RFC 9110 §4.2.3. */
  resolve(hostHeader: string): HostMeaning {
    let meaning = this.#known.get(hostHeader);
    if (!meaning) {
      meaning = this.#read(hostHeader.toLowerCase());
      if (meaning.kind === 'workspace') this.#known.set(hostHeader, meaning);
    }
    return meaning;
  }

  #read(host: string): HostMeaning {
    if (host === this.#base.host) return { kind: 'base' };
    const label = host.slice(0, host.indexOf('.'));
    if (host !== this.host(label) || !LABEL.test(label)) return { kind: 'unknown' };
    const bytes = fromBase32(label);
    // Bits beyond the last byte would give a target several names.
    if (toBase32(bytes) !== label) return { kind: 'unknown' };
    const tag = bytes.subarray(0, TAG_BYTES);
    const plain = this.#crypt(tag, bytes.subarray(TAG_BYTES));
    if (!timingSafeEqual(tag, this.#tag(plain))) return { kind: 'unknown' };
    const port = plain.readUInt16BE(16);
    const workspaceId = plain.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return { kind: 'workspace', label, workspaceId, target: port === 0 ? 'ide' : `port/${port}` };
  }

  #tag(plain: Buffer): Buffer {
    return createHmac('sha256', this.#tagKey).update(plain).digest().subarray(0, TAG_BYTES);
  }

  #crypt(tag: Buffer, body: Buffer): Buffer {
    const stream = createHmac('sha256', this.#streamKey).update(tag).digest();
    return Buffer.from(body.map((byte, index) => byte ^ stream[index]));
  }
}

/** RFC 4648 §6 in lower case, without padding. */
function toBase32(bytes: Buffer): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map(group => ALPHABET[parseInt(group.padEnd(5, '0'), 2)]).join('');
}

function fromBase32(text: string): Buffer {
  const bits = Array.from(text, letter => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map(group => parseInt(group, 2)));
}
