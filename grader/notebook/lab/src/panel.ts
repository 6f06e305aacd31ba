// The side panel: the last verdict, and below it the course as a map.

import { Widget } from '@lumino/widgets';
import { CourseMap } from './course_map';
import { element, status } from './elements';
import { Progress } from './progress';

export class CoursePanel extends Widget {
  private readonly verdict = element('div');
  private readonly map: CourseMap;

  // `open` is called with the path of an exercise.
  constructor(open: (path: string) => void) {
    super();
    this.map = new CourseMap(open);
    this.id = 'grader-course';
    this.title.label = 'Course';
    this.title.caption = 'The last verdict, and the way through the course';
    this.addClass('grader-panel');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', 'Course');
    this.node.append(this.verdict, this.map.node);
    this.say('Press Check in a notebook of the course.');
  }

  // One sentence instead of a verdict.
  say(sentence: string): void {
    this.verdict.replaceChildren(status(sentence));
  }

  showVerdict(node: HTMLElement): void {
    this.verdict.replaceChildren(node);
  }

  showProgress(progress: Progress): void {
    this.map.show(progress);
  }
}
