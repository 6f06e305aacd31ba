// The course as a map: how each exercise stands by the learner's own checks, and which one is next.

export interface Row {
  exercise: string;
  lesson: string;
  title: string;
  minutes: number;
  standing: 'done' | 'partly' | 'open';
  words: string;
  path: string | null;
}

export interface Progress {
  title: string;
  rows: Row[];
  next: string | null;
  note: string;
}

export function headline({ rows }: Progress): string {
  const done = rows.filter(row => row.standing === 'done').length;
  return `${done} of ${rows.length} ${rows.length === 1 ? 'exercise' : 'exercises'} done`;
}

export function nextRow(progress: Progress): Row | null {
  return progress.rows.find(row => row.exercise === progress.next) ?? null;
}

// What the button to the next exercise says.
export function nextLabel(row: Row): string {
  const minutes = row.minutes === 0 ? '' : `, about ${row.minutes} ${row.minutes === 1 ? 'minute' : 'minutes'}`;
  return `Next: ${row.title}${minutes}`;
}

// Each lesson with its exercises, in the order of the course.
export function byLesson(rows: Row[]): [string, Row[]][] {
  const lessons = new Map<string, Row[]>();
  for (const row of rows) {
    lessons.set(row.lesson, [...(lessons.get(row.lesson) ?? []), row]);
  }
  return [...lessons];
}
