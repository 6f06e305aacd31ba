// The side panel: the last verdict, its cause with one hint at a time, and the way to the cell.

import { Widget } from '@lumino/widgets';
import { Diagnosis, Finding, firstCell, Reply, summary } from './verdict';

const SIGNS = { pass: '✓', fail: '✗', skip: '–', error: '!' };

export class VerdictPanel extends Widget {
  // `goTo` is called with the number of a code cell, from 0, and `open` with the name of a page beside the notebook.
  constructor(
    private readonly goTo: (cell: number) => void,
    private readonly open: (page: string) => void
  ) {
    super();
    this.id = 'grader-verdict';
    this.title.label = 'Check';
    this.title.caption = 'The last verdict on this notebook';
    this.addClass('grader-panel');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', 'Verdict');
    this.say('Press Check in a notebook of the course.');
  }

  // One sentence instead of a verdict.
  say(sentence: string): void {
    this.node.replaceChildren(element('p', sentence, 'grader-status'));
  }

  showReply(reply: Reply): void {
    const { result } = reply;
    const title = element('h2', summary(result), 'grader-points');
    title.setAttribute('role', 'status');
    this.node.replaceChildren(title, element('p', result.exercise, 'grader-soft'));
    const sentences = [...result.changes.map(one => one.sentence), result.run.message].filter(Boolean);
    this.node.append(...sentences.map(one => element('p', one, 'grader-soft')));
    this.node.append(...result.diagnoses.map(one => this.cause(one, firstCell(result))));
    const list = element('ul', '', 'grader-findings');
    list.append(...result.findings.map(finding));
    this.node.append(list, action('Open the whole page', () => this.open(reply.page)));
  }

  private cause(diagnosis: Diagnosis, cell: number | null): HTMLElement {
    const box = element('section', '', 'grader-cause');
    box.append(element('p', diagnosis.message, 'grader-strong'));
    const hints = element('ol', '');
    const shown = diagnosis.hints.map(hint => element('li', hint));
    hints.append(...shown);
    box.append(hints);
    if (cell !== null) {
      box.append(action('Go to the cell', () => this.goTo(cell)));
    }
    return box;
  }
}

function finding(one: Finding): HTMLElement {
  const line = element('li', '', `grader-${one.verdict}`);
  const sign = element('span', SIGNS[one.verdict], 'grader-sign');
  sign.setAttribute('aria-label', one.verdict);
  sign.setAttribute('role', 'img');
  line.append(sign, element('span', one.title), element('span', `${one.earned}/${one.possible}`, 'grader-of'));
  if (one.verdict !== 'pass') {
    line.append(element('p', one.message));
  }
  return line;
}

function action(label: string, act: () => void): HTMLElement {
  const button = element('button', label, 'jp-Button jp-mod-styled');
  button.addEventListener('click', act);
  return button;
}

// Text is never read as HTML: what is shown may be a learner's.
function element(tag: string, text: string, name = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = name;
  return made;
}
