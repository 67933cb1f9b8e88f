import { TRAILER } from '../proposeChange';

/** A request that is expected, what the host answers (nothing is 404), and the request's body. */
export type Exchange = [request: string, answer?: unknown, body?: unknown];

/** What a host of one vendor is asked, in its order, and what it answers. */
export interface VendorExchanges {
  url: string;
  /** With the integration's credentials. */
  authorization: string;
  /** With a user's token. */
  withToken: string;
  /** Up to what is known of the target. */
  reading: Exchange[];
  noBranch: Exchange[];
  commit: Exchange[];
  noPullRequest: Exchange[];
  open: Exchange[];
  /** The branch with the file, by us. */
  ownBranch: Exchange[];
  pullRequest: Exchange[];
  /** A branch of ours that has another text. */
  update: Exchange[];
  result: { url: string; number: number };
}

export const PATH = '.devcontainer/devcontainer.json';
export const ENCODED = encodeURIComponent(PATH);
export const TEXT = `${JSON.stringify(
  {
    name: 'Go',
    image: 'cde.local/devcontainers/go:1',
    customizations: { vscode: { extensions: ['golang.go'] } },
  },
  null,
  2,
)}\n`;
export const MESSAGE = `Add a dev environment\n\n${TRAILER}`;

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
