// Elements of the panel. Text is never read as HTML: what is shown may be a learner's.

export function element(tag: string, text = '', name = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = name;
  return made;
}

// A sentence in which names stand between backticks, as in the grader's messages.
export function sentence(tag: string, text: string, name = ''): HTMLElement {
  const made = element(tag, '', name);
  made.append(...text.split('`').map((part, place) => (place % 2 === 1 ? element('code', part) : part)));
  return made;
}

export function action(label: string, act: () => void): HTMLButtonElement {
  const button = element('button', label, 'jp-Button jp-mod-styled') as HTMLButtonElement;
  button.type = 'button';
  button.addEventListener('click', act);
  return button;
}

// A sign that is seen, with the word that is heard instead.
export function sign(seen: string, heard: string): HTMLElement {
  const made = element('span', seen, 'grader-sign');
  made.setAttribute('aria-label', heard);
  made.setAttribute('role', 'img');
  return made;
}

// A sentence that is read out when it comes.
export function status(text: string, tag = 'p'): HTMLElement {
  const made = sentence(tag, text, 'grader-status');
  made.setAttribute('role', 'status');
  return made;
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
