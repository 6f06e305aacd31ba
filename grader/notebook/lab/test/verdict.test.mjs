// What of a verdict stands in the panel.

import assert from 'node:assert/strict';
import test from 'node:test';
import { firstCell, firstHints, handedIn, summary } from '../build/verdict.js';

const cause = (cell = null, hints = []) => ({ message: '', hints, proven: cell && { cell } });
const finding = (verdict, message = '', hints = []) => ({ verdict, message, hints });
const result = ({ diagnoses = [], findings = [], cell = null }) => ({ diagnoses, findings, run: { cell } });

test('the cell of a proven cause is the one to mark, counted from 0', () => {
  assert.equal(firstCell(result({ diagnoses: [cause(), cause(3)], cell: 9 })), 2);
});

test('else the one that stopped the run; none where none did', () => {
  assert.equal(firstCell(result({ diagnoses: [cause()], cell: 2 })), 1);
  assert.equal(firstCell(result({ diagnoses: [cause()] })), null);
});

test('hints on a cause come before those on a criterion, of which the first is shown', () => {
  const findings = [finding('pass', '', ['x']), finding('fail'), finding('fail', '', ['a', 'b'])];

  assert.deepEqual(firstHints(result({ diagnoses: [cause(), cause(null, ['c', 'd'])], findings })), ['c', 'd']);
  assert.deepEqual(firstHints(result({ findings })), ['a']);
  assert.deepEqual(firstHints(result({})), []);
});

test('one point is one point', () => {
  assert.equal(summary({ score: { earned: 0, possible: 1 } }), '0 of 1 point');
  assert.equal(summary({ score: { earned: 1, possible: 4 } }), '1 of 4 points');
});

test('the same bytes again are not handed in anew', () => {
  assert.deepEqual(handedIn({ receipt: 'x' }), ['Handed in.']);
  assert.match(handedIn({ receipt: 'x', again: true })[0], /before/);
  assert.deepEqual(handedIn({ notice: 'It is late.' }), ['Handed in.', 'It is late.']);
});
