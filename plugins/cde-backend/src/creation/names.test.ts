import { freeName } from './names';

describe('freeName', () => {
  it.each([
    [['payments-api', 'main'], [], 'payments-api-main'],
    [
      ['payments-api', 'main'],
      ['payments-api-main', 'payments-api-main-2'],
      'payments-api-main-3',
    ],
    [['web', 'feature/Größe ändern'], [], 'web-feature-Größe-ändern'],
    [['///', '$'], [], 'workspace'],
    [['x'.repeat(100), 'main'], [], 'x'.repeat(63)],
    [['x'.repeat(100)], ['x'.repeat(63)], `${'x'.repeat(61)}-2`],
  ])('%j besides %j is %s', (parts, taken, name) => {
    expect(freeName(parts, taken)).toBe(name);
  });
});
