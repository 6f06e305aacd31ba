// The part of the panel that shows the course as a map.

import { action, element, sign } from './elements';
import { byLesson, headline, nextLabel, nextRow, Progress, Row } from './progress';

const SIGNS = { done: '✓', partly: '◐', open: '·' };

export class CourseMap {
  readonly node = element('section', '', 'grader-map');
  // Lessons that the learner opened or closed: each stays so when the map is drawn again.
  private readonly folds = new Map<string, boolean>();

  // `open` is called with the path of an exercise.
  constructor(private readonly open: (path: string) => void) {}

  show(progress: Progress): void {
    const next = nextRow(progress);
    const label = next === null ? element('p', 'Every exercise is done.') : this.title(next, nextLabel(next));
    this.node.replaceChildren(
      element('h2', progress.title, 'grader-points'),
      element('p', headline(progress)),
      label,
      ...byLesson(progress.rows).map(([lesson, rows]) => this.lesson(lesson, rows, next)),
      element('p', progress.note, 'grader-soft')
    );
  }

  private lesson(name: string, rows: Row[], next: Row | null): HTMLElement {
    const fold = element('details') as HTMLDetailsElement;
    const done = rows.filter(row => row.standing === 'done').length;
    const heading = element('summary', `${name} (${done} of ${rows.length})`);
    const list = element('ul', '', 'grader-findings');
    list.append(...rows.map(row => this.row(row)));
    fold.open = this.folds.get(name) ?? (next !== null && rows.includes(next));
    heading.addEventListener('click', () => this.folds.set(name, !fold.open));
    fold.append(heading, list);
    return fold;
  }

  private row(row: Row): HTMLElement {
    const line = element('li', '', `grader-${row.standing}`);
    line.append(sign(SIGNS[row.standing], row.standing), this.title(row, row.title));
    line.append(element('p', row.words, 'grader-soft'));
    return line;
  }

  // Leads to the exercise, where this JupyterLab shows it.
  private title({ path }: Row, label: string): HTMLElement {
    if (path === null) {
      return element('span', label);
    }
    const button = action(label, () => this.open(path));
    button.classList.add('grader-link');
    return button;
  }
}
