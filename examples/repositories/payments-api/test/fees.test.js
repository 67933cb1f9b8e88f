import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feeFor } from '../src/fees.js';

test('cards cost 1.4 %', () => assert.equal(feeFor('card', 10_000), 140));
test('small payments cost a cent', () => assert.equal(feeFor('card', 5), 1));
test('vouchers cost nothing', () => assert.equal(feeFor('voucher', 10_000), 0));
test('other methods are refused', () => assert.throws(() => feeFor('shells', 1), /unknown payment method/));
