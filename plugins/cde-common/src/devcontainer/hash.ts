import { sha256 } from '@noble/hashes/sha2';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils';

/** SHA-256 of a value's JSON with sorted keys, as 64 hexadecimal digits. */
export function hashOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(value, sortKeys))));
}

/**
 * The standard's `${devcontainerId}`: 52 characters of base 32 (0-9, a-v), stable
 * across restarts (https://containers.dev/implementors/spec/#devcontainer-id).
 */
export function devcontainerIdOf(workspaceId: string): string {
  return BigInt(`0x${hashOf(workspaceId)}`)
    .toString(32)
    .padStart(52, '0');
}

function sortKeys(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return value;
  return Object.fromEntries(
    Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}
