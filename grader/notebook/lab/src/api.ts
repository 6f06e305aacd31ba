// Asks the server's part of the extension.

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import { lines } from './lines';

type Question = 'check' | 'hint' | 'submit' | 'progress';

// The answers, one after the other. Throws with the sentence on why there is none.
export async function* askInSteps<T>(question: Question, body: object): AsyncGenerator<T> {
  const response = await post(question, body);
  for await (const line of lines(response.body ?? new Blob().stream())) {
    const answer = JSON.parse(line);
    if (answer.error !== undefined) {
      throw new Error(answer.error);
    }
    yield answer as T;
  }
}

// The one answer. Throws as above.
export async function ask<T>(question: Question, body: object): Promise<T> {
  for await (const answer of askInSteps<T>(question, body)) {
    return answer;
  }
  throw new Error('JupyterLab\'s server gave no answer.');
}

async function post(question: Question, body: object): Promise<Response> {
  const settings = ServerConnection.makeSettings();
  const url = URLExt.join(settings.baseUrl, 'grader', question);
  const request = { method: 'POST', body: JSON.stringify(body) };
  const response = await ServerConnection.makeRequest(url, request, settings).catch(() => null);
  if (response === null) {
    throw new Error('JupyterLab\'s server does not answer. Is "grader lab" still open in its terminal?');
  }
  // 400 comes with a sentence, as what the server answers otherwise
  if (!response.ok && response.status !== 400) {
    throw new Error(`JupyterLab's server failed (${response.status} ${response.statusText}).`);
  }
  return response;
}
