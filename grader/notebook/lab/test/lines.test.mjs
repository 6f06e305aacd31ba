// Answers that come bit by bit.

import assert from 'node:assert/strict';
import test from 'node:test';
import { lines } from '../build/lines.js';

const bytes = new TextEncoder().encode('{"a": "ü"}\n{"b": 1}\n');

function stream(...cuts) {
  const ends = [...cuts, bytes.length];
  return new ReadableStream({
    start(controller) {
      ends.forEach((end, place) => controller.enqueue(bytes.slice(ends[place - 1] ?? 0, end)));
      controller.close();
    }
  });
}

async function all(body) {
  const found = [];
  for await (const line of lines(body)) {
    found.push(line);
  }
  return found;
}

test('lines are the same wherever the network cuts them, also within a letter', async () => {
  for (let cut = 1; cut < bytes.length; cut++) {
    assert.deepEqual(await all(stream(cut)), ['{"a": "ü"}', '{"b": 1}']);
  }
});

test('a line is there before the next one has come', async () => {
  const body = new ReadableStream({ start: controller => controller.enqueue(bytes.slice(0, 15)) });

  assert.equal((await lines(body).next()).value, '{"a": "ü"}');
});
