import assert from 'node:assert/strict';
import { test } from 'node:test';
import { products, shownPrice } from '../src/products.js';

test('prices are shown in euros', () => assert.equal(shownPrice(450), '4.50 €'));
test('every product has a price', () => assert.ok(products.every(({ price }) => price > 0)));
