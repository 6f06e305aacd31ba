// The course as a map.

import assert from 'node:assert/strict';
import test from 'node:test';
import { byLesson, headline, nextLabel, nextRow } from '../build/progress.js';

const row = (exercise, lesson, standing, minutes = 0) => ({
  exercise, lesson, standing, minutes, title: exercise.toUpperCase(), words: '', path: null
});
const rows = [row('a', 'one', 'done'), row('b', 'one', 'partly', 10), row('c', 'two', 'open', 1)];
const course = { title: 'T', rows, next: 'c', note: '' };

test('what is done partly is not done', () => {
  assert.equal(headline(course), '1 of 3 exercises done');
});

test('the next exercise is shown with its minutes, where somebody guessed them', () => {
  assert.equal(nextLabel(nextRow(course)), 'Next: C, about 1 minute');
  assert.equal(nextLabel(rows[1]), 'Next: B, about 10 minutes');
  assert.equal(nextLabel(rows[0]), 'Next: A');
});

test('there is none where all are done, or where the course has no exercise', () => {
  assert.equal(nextRow({ ...course, next: null }), null);
  assert.equal(nextRow({ ...course, rows: [] }), null);
});

test('exercises stand below their lessons, in the order of the course', () => {
  const names = byLesson(rows).map(([name, own]) => [name, own.map(one => one.exercise)]);

  assert.deepEqual(names, [['one', ['a', 'b']], ['two', ['c']]]);
});
