import { CloneError } from './gitErrors';
import { boundedFailure, describeFailure } from './prepareResult';

it('makes the log give way to the limit', () => {
  const error = describeFailure('clone', new Error('x'));
  const text = boundedFailure({ error, log: 'é\n'.repeat(5000) }, 4096);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
  const parsed = JSON.parse(text);
  expect(parsed.error).toEqual(error);
  expect(parsed.log.endsWith('é\n')).toBe(true);
  expect(parsed.log.length).toBeGreaterThan(500);
});

it('passes on what a clone failed of', () => {
  const failure = {
    reason: 'BranchNotFound',
    message: 'no branch',
    cure: 'push it',
  } as const;
  expect(describeFailure('clone', new CloneError(failure))).toEqual({
    step: 'clone',
    ...failure,
  });
});

it.each([
  ["cp: error writing '/x': No space left on device", 'DiskFull'],
  ['ENOSPC: no space left on device, write', 'DiskFull'],
  ['something else', 'Internal'],
])('%s: %s', (message, reason) => {
  const described = describeFailure('tools', new Error(message));
  expect(described).toMatchObject({ step: 'tools', reason });
  expect(described.cure).not.toBe('');
});
