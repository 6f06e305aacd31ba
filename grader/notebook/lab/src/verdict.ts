// What the server says of a checked notebook, and what of it stands in the panel.

export interface Finding {
  title: string;
  verdict: 'pass' | 'fail' | 'skip' | 'error';
  message: string;
  hints: string[];
  earned: number;
  possible: number;
}

export interface Diagnosis {
  message: string;
  hints: string[];
  where: string;
}

export interface Result {
  exercise: string;
  score: { earned: number; possible: number };
  findings: Finding[];
  diagnoses: Diagnosis[];
  changes: { sentence: string; cell: number | null }[];
  run: { message: string };
}

export interface Reply {
  result: Result;
  page: string;
}

// The number of the code cell, from 0, at which a verdict first points; null where it points at none.
export function firstCell(result: Result): number | null {
  for (const diagnosis of result.diagnoses) {
    const found = /\bcell (\d+)/i.exec(diagnosis.where);
    if (found) {
      return Number(found[1]) - 1;
    }
  }
  return null;
}

// One sentence for whoever hears the page instead of seeing it.
export function summary(result: Result): string {
  const { earned, possible } = result.score;
  return `${earned} of ${possible} points`;
}
