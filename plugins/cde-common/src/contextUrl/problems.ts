import type { Cause } from '../types';

/** Ends the reading of a URL; never leaves the parser. */
export class UrlProblem extends Error {
  readonly problem: Cause;

  constructor(reason: string, message: string, cure: string) {
    super(message);
    this.problem = { reason, message, cure };
  }
}

const COPY = "Copy the address from the browser's address bar";

export const notAUrl = () =>
  new UrlProblem(
    'NotAUrl',
    'This is no web address of a repository',
    `${COPY}; it begins with https://`,
  );

export const tooLong = (limit: number) =>
  new UrlProblem(
    'TooLong',
    `The URL has more than ${limit} characters`,
    `${COPY} and leave out what follows the question mark`,
  );

export const strangeCharacters = () =>
  new UrlProblem(
    'StrangeCharacters',
    'The URL has spaces, backslashes or invisible characters, which addresses of git hosts do not have',
    COPY,
  );

export const badPath = () =>
  new UrlProblem(
    'BadPath',
    "The URL's path has '..', empty or wrongly encoded parts, which could lead elsewhere",
    COPY,
  );

export const badRef = () =>
  new UrlProblem(
    'BadRef',
    'What the URL gives as branch, tag or commit cannot be the name of one',
    COPY,
  );

export const otherScheme = (scheme: string) =>
  new UrlProblem(
    'OtherScheme',
    `URLs that begin with ${scheme}: are not opened here`,
    'Use the repository’s https address, or its ssh address',
  );

export const withPassword = () =>
  new UrlProblem(
    'Credentials',
    'The URL has a password or token in it, which everybody who comes to see the URL could use',
    'Take out what is before the @; if the URL was shared, revoke the token',
  );

export const disguisedHost = (host: string) =>
  new UrlProblem(
    'DisguisedHost',
    `The URL's host is written so that it looks like another than ${host}, which it means`,
    COPY,
  );

export const unknownHost = (host: string, known: string[]) =>
  new UrlProblem(
    'UnknownHost',
    `${host} is not one of this portal's git hosts`,
    `Known are ${known.join(
      ', ',
    )}; whoever runs the portal can add a host to its 'integrations' or to 'cde.git.hosts'`,
  );

export const otherProtocol = (host: string, protocol: string) =>
  new UrlProblem(
    'OtherProtocol',
    `${host} is reached by ${protocol} only`,
    `Use the address that begins with ${protocol}://`,
  );

export const severalHosts = (host: string) =>
  new UrlProblem(
    'SeveralHosts',
    `There are several git hosts on ${host}, and an ssh address does not say which one`,
    'Use the repository’s http address',
  );

export const unknownPage = (host: string) =>
  new UrlProblem(
    'UnknownPage',
    `This page of ${host} does not show a repository, branch, tag, commit, pull request, file or folder`,
    'Open one of these and copy its address',
  );

export const noRef = (what: string) =>
  new UrlProblem(
    'NoRef',
    `The address of ${what} does not say which branch or commit it is of`,
    `Follow the link to the branch, commit or pull request on its page, and copy that address`,
  );

export const fromFork = () =>
  new UrlProblem(
    'Fork',
    'The comparison is with a branch of a fork, which is another repository',
    'Open the pull request, or the branch in the fork, and copy that address',
  );
