import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greetingFor } from '../src/greeting.js';

test('greets by name', () => assert.equal(greetingFor(' Ana '), 'Hello, Ana!'));
test('greets everybody without one', () => assert.equal(greetingFor(null), 'Hello, world!'));
test('refuses what is no name', () => assert.throws(() => greetingFor('x'.repeat(81)), /that long/));
