// The part of the panel that shows one verdict: the points and criteria at once, then the cause with its hints.

import { action, element, sentence, sentenceOf, sign, status } from './elements';
import { handInSection } from './hand_in';
import { Diagnosis, Finding, firstCell, firstHints, Hints, Receipt, Reply, Result, summary } from './verdict';

const SIGNS = { pass: '✓', fail: '✗', skip: '–', error: '!' };
const CHANGED = 'The notebook has changed since. Check it again for the next hint.';
const CHECKING = 'Checking…';
const STILL = 'Still checking. If you changed the notebook meanwhile, press Check again once the verdict is here.';

// What can be done about the notebook whose verdict is shown.
export interface Checked {
  // With the number of a code cell, from 0.
  goTo(cell: number): void;
  openPage(page: string): void;
  hints(): Promise<Hints | null>;
  submit(token?: string): Promise<Receipt>;
}

export class VerdictView {
  readonly node = element('section', '', 'grader-verdict');
  private readonly cause = element('div', '', 'grader-cause');
  private readonly actions = element('div');
  private waits = true;

  constructor(private readonly checked: Checked) {
    this.node.append(status(CHECKING));
  }

  // Whether neither a verdict nor a failure is there yet.
  get isWaiting(): boolean {
    return this.waits;
  }

  // Answers a press of Check while there is no verdict yet.
  urge(): void {
    this.node.replaceChildren(status(STILL));
  }

  // Shows a first reply; of a later one, which has the same points, the cause.
  show(reply: Reply): void {
    if (this.waits) {
      this.node.replaceChildren(...heading(reply.result), this.cause, findings(reply.result), this.actions);
      this.waits = false;
    }
    this.cause.replaceChildren(...(reply.final ? this.explanation(reply) : [status('Looking for the cause…')]));
    this.actions.replaceChildren(...(reply.final ? this.nextSteps(reply) : []));
  }

  // Says why there is no verdict, or nothing more about it.
  fail(why: string): void {
    this.cause.replaceChildren();
    if (this.waits) {
      this.node.replaceChildren();
      this.waits = false;
    }
    this.node.prepend(status(why));
  }

  private explanation({ result, right }: Reply): HTMLElement[] {
    const cell = firstCell(result);
    return [
      ...result.diagnoses.map(causeOf),
      ...(right ? [] : hintList(firstHints(result), () => this.checked.hints())),
      ...(cell === null ? [] : [action('Go to the cell', () => this.checked.goTo(cell))])
    ];
  }

  private nextSteps({ page, hand_in }: Reply): HTMLElement[] {
    const open = action('Open the whole page', () => this.checked.openPage(page));
    return hand_in === null ? [open] : [open, handInSection(hand_in, token => this.checked.submit(token))];
  }
}

function heading(result: Result): HTMLElement[] {
  const points = status(summary(result), 'h2');
  points.classList.add('grader-points');
  const sentences = [result.exercise, ...result.changes.map(one => one.sentence), result.run.message].filter(Boolean);
  return [points, ...sentences.map(one => sentence('p', one, 'grader-soft'))];
}

function causeOf(diagnosis: Diagnosis): HTMLElement {
  const line = status(diagnosis.message);
  line.classList.add('grader-strong');
  line.append(element('span', diagnosis.proven ? ' (proven)' : ' (likely)', 'grader-soft'));
  return line;
}

// The hints so far, and a button that asks for one more; nothing where there is none.
function hintList(shown: string[], more: () => Promise<Hints | null>): HTMLElement[] {
  if (shown.length === 0) {
    return [];
  }
  const list = element('ol', '', 'grader-hints');
  const outcome = element('div');
  const press = async (): Promise<void> => {
    try {
      const next = await more();
      if (next !== null) {
        list.replaceChildren(...next.hints.map(hint => sentence('li', hint)));
      }
      button.disabled = next === null || next.last;
      outcome.replaceChildren(...sentencesOf(next));
    } catch (error) {
      outcome.replaceChildren(status(sentenceOf(error)));
    }
  };
  const button = action('Next hint', () => void press());
  list.setAttribute('aria-live', 'polite');
  list.append(...shown.map(hint => sentence('li', hint)));
  return [list, outcome, button];
}

function sentencesOf(next: Hints | null): HTMLElement[] {
  if (next === null) {
    return [status(CHANGED)];
  }
  return next.last ? [status('That was the last hint.')] : [];
}

function findings(result: Result): HTMLElement {
  const list = element('ul', '', 'grader-findings');
  list.append(...result.findings.map(finding));
  return list;
}

function finding(one: Finding): HTMLElement {
  const line = element('li', '', `grader-${one.verdict}`);
  const points = element('span', `${one.earned}/${one.possible}`, 'grader-of');
  line.append(sign(SIGNS[one.verdict], one.verdict), sentence('span', one.title), points);
  if (one.verdict !== 'pass') {
    line.append(sentence('p', one.message));
  }
  return line;
}
