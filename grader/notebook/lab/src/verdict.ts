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
  proven: { cell: number } | null;
}

export interface Result {
  exercise: string;
  score: { earned: number; possible: number };
  findings: Finding[];
  diagnoses: Diagnosis[];
  changes: { sentence: string; cell: number | null }[];
  run: { message: string; cell: number | null };
}

// What to do with the file: `aim` begins a sentence, `copied` is a command or the file's path.
export interface HandIn {
  aim: string;
  copied: string;
  by_command: boolean;
}

export interface Reply {
  result: Result;
  // Otherwise another reply follows, with the cause, and then there is the page.
  final: boolean;
  page: string;
  right: boolean;
  hand_in: HandIn | null;
}

// The hints on the first thing that is wrong.
export interface Hints {
  message: string;
  hints: string[];
  last: boolean;
}

export interface Receipt {
  receipt?: string;
  notice?: string;
  again?: boolean;
  // The address of a service whose token is not known yet; then nothing was handed in.
  needs_token?: string;
}

// The number of the code cell, from 0, at which a verdict first points; null where it points at none.
export function firstCell(result: Result): number | null {
  const proven = result.diagnoses.find(one => one.proven)?.proven;
  if (proven) {
    return proven.cell - 1;
  }
  return result.run.cell === null ? null : result.run.cell - 1;
}

// The hints that a verdict shows at once, as the server counts them: a criterion's first, or those on a cause so far.
export function firstHints(result: Result): string[] {
  const failed = result.findings.filter(one => one.verdict === 'fail').map(one => one.hints.slice(0, 1));
  return [...result.diagnoses.map(one => one.hints), ...failed].find(one => one.length > 0) ?? [];
}

// One sentence for whoever hears the panel instead of seeing it.
export function summary(result: Result): string {
  const { earned, possible } = result.score;
  return `${earned} of ${possible} ${possible === 1 ? 'point' : 'points'}`;
}

// What happened when a file was handed in, sentence by sentence; the receipt itself stands below.
export function handedIn(receipt: Receipt): string[] {
  const outcome = receipt.again ? 'The same bytes were handed in before, so nothing new was.' : 'Handed in.';
  return receipt.notice ? [outcome, receipt.notice] : [outcome];
}
