import type { Cause } from './types';

/** A user's own token for a git host, as it is told: never the token itself. @public */
export interface GitTokenState {
  username?: string;
  setAt: string;
  /** It is forgotten then, unless it is sent again before. */
  expiresAt: string;
}

/** A git host, and how the caller gets in. @public */
export interface GitHostAccess {
  /** With the port, as in the host's URLs. */
  host: string;
  /** `https`, or `http` inside of a company. */
  protocol: 'http' | 'https';
  /** The caller's own token; absent: repositories are read as the portal. */
  token?: GitTokenState;
}

/** What the caller has given the portal for git hosts. @public */
export interface GitTokenList {
  /** Why nothing can be kept here. */
  unavailable?: Cause;
  items: GitHostAccess[];
}

/** A token with which the caller's workspaces reach a git host as the caller. @public */
export interface SetGitTokenRequest {
  /** One of the list's. */
  host: string;
  /** Default: what the host's kind wants beside a token. */
  username?: string;
  token: string;
  /** ISO 8601; the portal may forget it sooner. */
  expiresAt?: string;
}

/** What a key is for: to reach hosts over SSH, or to sign commits. @public */
export type GitSecretKind = 'ssh' | 'signing';

/** A key that was given once and is never shown again. @public */
export interface GitSecretState {
  kind: GitSecretKind;
  /** As OpenSSH names it: `ssh-ed25519`. */
  type: string;
  /** As `ssh-keygen -l` shows it: `SHA256:…`. */
  fingerprint: string;
  setAt: string;
}

/** The keys that the caller has given. @public */
export interface GitSecretList {
  /** Why nothing can be kept here. */
  unavailable?: Cause;
  items: GitSecretState[];
}

/** A private key, which is never told again. @public */
export interface SetGitSecretRequest {
  kind: GitSecretKind;
  /** In OpenSSH's or PEM's form, without a passphrase. */
  privateKey: string;
}
