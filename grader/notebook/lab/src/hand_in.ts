// The part of the panel that hands a checked notebook in, or says what to do with it.

import { action, element, sentenceOf, status } from './elements';
import { HandIn, handedIn, Receipt } from './verdict';

type Submit = (token?: string) => Promise<Receipt>;

// `submit` hands the notebook in, with a token where one was typed.
export function handInSection(handIn: HandIn, submit: Submit): HTMLElement {
  const section = element('section', '', 'grader-hand-in');
  if (handIn.by_command) {
    section.append(element('p', `${handIn.aim}:`, 'grader-soft'), ...button(submit));
  } else {
    section.append(element('p', handIn.aim, 'grader-soft'), element('code', handIn.copied));
  }
  return section;
}

function button(submit: Submit): HTMLElement[] {
  const outcome = element('div');
  const press = async (form?: HTMLElement, token?: string): Promise<void> => {
    outcome.replaceChildren(status('Handing in…'));
    start.disabled = true;
    try {
      outcome.replaceChildren(...answer(await submit(token), press));
    } catch (error) {
      // The token was not kept, so what was typed stays for another try.
      outcome.replaceChildren(status(sentenceOf(error)), ...(form ? [form] : []));
    } finally {
      start.disabled = false;
    }
  };
  const start = action('Hand in', () => void press());
  return [start, outcome];
}

type Press = (form: HTMLElement, token: string) => Promise<void>;

function answer(receipt: Receipt, press: Press): HTMLElement[] {
  if (receipt.needs_token !== undefined) {
    return [tokenForm(receipt.needs_token, press)];
  }
  const sentences = handedIn(receipt).map(sentence => status(sentence));
  return [...sentences, element('pre', receipt.receipt ?? '', 'grader-receipt')];
}

function tokenForm(address: string, press: Press): HTMLElement {
  const form = element('form', '', 'grader-token');
  const label = element('label', 'Your token. It is kept where only you can read it.');
  const field = element('input', '', 'jp-mod-styled') as HTMLInputElement;
  field.type = 'password';
  field.autocomplete = 'off';
  field.required = true;
  label.append(field);
  const source = element('p', 'You make one here: ', 'grader-soft');
  source.append(link(`${address}/tokens`));
  form.append(source, label, element('button', 'Hand in with this token', 'jp-Button jp-mod-styled'));
  form.addEventListener('submit', event => {
    event.preventDefault();
    void press(form, field.value);
  });
  return form;
}

// Opens beside JupyterLab.
function link(address: string): HTMLElement {
  const made = element('a', address) as HTMLAnchorElement;
  made.href = address;
  made.target = '_blank';
  made.rel = 'noreferrer';
  return made;
}
