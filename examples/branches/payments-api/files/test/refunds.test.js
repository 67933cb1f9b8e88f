import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refundOf } from '../src/refunds.js';

test('a refund includes the fee', () => assert.equal(refundOf('card', 10_000), 10_140));
