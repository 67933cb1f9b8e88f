import { CloneError } from './gitErrors';
import {
  boundedFailure,
  boundedSuccess,
  describeFailure,
} from './prepareResult';

it('makes the log give way to the limit', () => {
  const error = describeFailure('clone', new Error('x'));
  const text = boundedFailure({ error, log: 'é\n'.repeat(5000) }, 4096);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
  const parsed = JSON.parse(text);
  expect(parsed.error).toEqual(error);
  expect(parsed.log.endsWith('é\n')).toBe(true);
  expect(parsed.log.length).toBeGreaterThan(500);
});

it('lets go of what else is done before nothing of the cause is left', () => {
  const error = describeFailure('clone', new Error('x'));
  const step = { step: 'clone', ms: 1, ref: 'r'.repeat(250) } as const;
  const few = { error, log: 'l', done: [step] };
  expect(JSON.parse(boundedFailure(few, 4096))).toEqual(few);
  const many = { error, log: 'l\n'.repeat(500), done: Array(20).fill(step) };
  const text = boundedFailure(many, 4096);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
  expect(JSON.parse(text)).toEqual({ error, log: many.log });
});

it('leaves out the branches of ten repositories with long names', () => {
  const steps = Array.from({ length: 10 }, (_, index) => ({
    step: 'clone' as const,
    repository: `${index}${'n'.repeat(62)}`,
    ms: 100_000,
    skipped: false,
    commit: 'c'.repeat(64),
    ref: 'é'.repeat(125),
  }));
  const text = boundedSuccess({ steps }, 4096);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
  expect(JSON.parse(text).steps[9]).toEqual({ ...steps[9], ref: undefined });
  expect(JSON.parse(boundedSuccess({ steps: [steps[0]] }, 4096))).toEqual({
    steps: [steps[0]],
  });
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
