// What of a verdict stands in the panel.

import assert from 'node:assert/strict';
import test from 'node:test';
import { firstCell, firstHints, handedIn, summary } from '../build/verdict.js';

const cause = (where, cell = null, hints = []) => ({ message: '', where, hints, proven: cell && { cell } });
const finding = (verdict, message = '', hints = []) => ({ verdict, message, hints });
const result = ({ diagnoses = [], findings = [], message = '' }) => ({ diagnoses, findings, run: { message } });

test('the cell of a proven cause is the one to mark, counted from 0', () => {
  assert.equal(firstCell(result({ diagnoses: [cause('cell 9'), cause('line 1 of cell 3', 3)] })), 2);
});

test('else the first cell that a cause names, then the one that raised, then one that a criterion names', () => {
  const findings = [finding('pass', 'Cell 1.'), finding('fail', 'It is missing: cell 4 raised.')];

  assert.equal(firstCell(result({ diagnoses: [cause('`hidden`'), cause('Cell 12')], message: 'Cell 2', findings })), 11);
  assert.equal(firstCell(result({ message: 'Cell 2 raised NameError.', findings })), 1);
  assert.equal(firstCell(result({ findings })), 3);
});

test('no cell is marked where nothing names one', () => {
  assert.equal(firstCell(result({})), null);
  assert.equal(firstCell(result({ diagnoses: [cause('`excellent 3`')] })), null);
});

test('hints on a cause come before those on a criterion, of which the first is shown', () => {
  const findings = [finding('pass', '', ['x']), finding('fail'), finding('fail', '', ['a', 'b'])];

  assert.deepEqual(firstHints(result({ diagnoses: [cause(''), cause('', null, ['c', 'd'])], findings })), ['c', 'd']);
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
