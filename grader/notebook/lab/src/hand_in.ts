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
  const press = async (token?: string): Promise<void> => {
    outcome.replaceChildren(status('Handing in…'));
    start.disabled = true;
    try {
      outcome.replaceChildren(...answer(await submit(token), press));
    } catch (error) {
      outcome.replaceChildren(status(sentenceOf(error)));
    } finally {
      start.disabled = false;
    }
  };
  const start = action('Hand in', () => void press());
  return [start, outcome];
}

function answer(receipt: Receipt, press: (token: string) => Promise<void>): HTMLElement[] {
  if (receipt.needs_token !== undefined) {
    return [tokenForm(receipt.needs_token, press)];
  }
  const sentences = handedIn(receipt).map(sentence => status(sentence));
  return [...sentences, element('pre', receipt.receipt ?? '', 'grader-receipt')];
}

function tokenForm(address: string, press: (token: string) => Promise<void>): HTMLElement {
  const form = element('form', '', 'grader-token');
  const label = element('label', `Your token, from the page Tokens of ${address}. It is kept where only you can read it.`);
  const field = element('input', '', 'jp-mod-styled') as HTMLInputElement;
  field.type = 'password';
  field.autocomplete = 'off';
  field.required = true;
  label.append(field);
  form.append(label, element('button', 'Hand in with this token', 'jp-Button jp-mod-styled'));
  form.addEventListener('submit', event => {
    event.preventDefault();
    void press(field.value);
  });
  return form;
}
