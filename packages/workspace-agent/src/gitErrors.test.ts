import { classifyGitFailure, redact } from './gitErrors';
import type { CloneSubject } from './gitErrors';

const url = 'https://git.example.test/payments.git';
const branch: CloneSubject = { url, ref: { type: 'branch', name: 'dev' } };
const commit: CloneSubject = { url, ref: { type: 'commit', name: 'abc123' } };

it.each([
  ['BranchNotFound', 'fatal: Remote branch dev not found in upstream origin'],
  ['BranchNotFound', "fatal: couldn't find remote ref dev"],
  [
    'CommitNotFound',
    'fatal: remote error: upload-pack: not our ref abc123',
    commit,
  ],
  ['CommitNotFound', 'fatal: reference is not a tree: abc123', commit],
  [
    'CommitNotFound',
    "error: pathspec 'abc123' did not match any file(s) known to git",
    commit,
  ],
  [
    'CommitNotFound',
    'error: Server does not allow request for unadvertised object abc123',
    commit,
  ],
  ['RepositoryNotFound', `fatal: repository '${url}/' not found`],
  [
    'RepositoryNotFound',
    'remote: Repository not found.\nfatal: unable to access: The requested URL returned error: 404',
  ],
  [
    'RepositoryNotFound',
    "fatal: 'x.git' does not appear to be a git repository\nfatal: Could not read from remote repository.",
  ],
  ['RepositoryNotFound', "fatal: transport 'file' not allowed"],
  ['Unauthorized', `fatal: Authentication failed for '${url}/'`],
  [
    'Unauthorized',
    `fatal: could not read Username for 'https://git.example.test': terminal prompts disabled`,
  ],
  ['Unauthorized', 'remote: HTTP Basic: Access denied'],
  [
    'Unauthorized',
    'fatal: unable to access: The requested URL returned error: 403',
  ],
  [
    'Unauthorized',
    'git@git.example.test: Permission denied (publickey).\nfatal: Could not read from remote repository.',
  ],
  [
    'Unreachable',
    'fatal: unable to access: Could not resolve host: git.example.test',
  ],
  [
    'Unreachable',
    'fatal: unable to access: Failed to connect to git.example.test port 443: Connection refused',
  ],
  [
    'Unreachable',
    'ssh: connect to host git.example.test port 22: Connection timed out\nfatal: Could not read from remote repository.',
  ],
  [
    'Unreachable',
    'error: RPC failed; curl 56 Recv failure: Connection reset by peer\nfatal: early EOF',
  ],
  [
    'Unreachable',
    'fatal: unable to access: The requested URL returned error: 502',
  ],
  [
    'Unreachable',
    'fatal: unable to access: server certificate verification failed. CAfile: none',
  ],
  [
    'Unreachable',
    'fatal: unable to access: Operation too slow. Less than 1000 bytes/sec transferred the last 30 seconds',
  ],
  ['DiskFull', 'fatal: write error: No space left on device'],
  [
    'DiskFull',
    'error: file write error: Disk quota exceeded\nfatal: unable to write file',
  ],
  ['Internal', 'fatal: something new'],
  ['Internal', ''],
])('%s: %s', (reason, stderr, subject: CloneSubject = branch) => {
  const failure = classifyGitFailure(stderr, subject);
  expect(failure.reason).toBe(reason);
  expect(failure.message).not.toBe('');
  expect(failure.cure).not.toBe('');
});

it('takes words in progress lines for nothing', () => {
  const stderr =
    "Cloning into 'not found'...\nReceiving objects: 10%\rfatal: write error: No space left on device";
  expect(classifyGitFailure(stderr, branch).reason).toBe('DiskFull');
});

it('tries again only what may pass by itself', () => {
  const transient = (stderr: string) =>
    classifyGitFailure(stderr, branch).transient;
  expect(transient('fatal: Could not resolve host: x')).toBe(true);
  expect(transient('fatal: certificate has expired')).toBe(false);
  expect(transient("fatal: Authentication failed for 'x'")).toBe(false);
});

it('shows no credentials', () => {
  const secret = 'https://ada:s3cret@git.example.test/x.git';
  expect(redact(`fatal: '${secret}'`)).toBe(
    "fatal: 'https://git.example.test/x.git'",
  );
  const failure = classifyGitFailure(`fatal: odd '${secret}'`, {
    ...branch,
    url: secret,
  });
  expect(failure.message).not.toContain('s3cret');
});
