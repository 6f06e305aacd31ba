// The Check button of a notebook, its command and shortcut, the panel, and a mark at the cell where it first goes wrong.

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, ToolbarButton } from '@jupyterlab/apputils';
import { PathExt, URLExt } from '@jupyterlab/coreutils';
import { INotebookTracker, NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { ServerConnection } from '@jupyterlab/services';
import { VerdictPanel } from './panel';
import { firstCell, Reply } from './verdict';

const COMMAND = 'grader:check';
const LABEL = 'Check this notebook';
const MARK = 'grader-first-fault';

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'grader-lab:check',
  description: 'Checks a notebook of the course.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette],
  activate: (app: JupyterFrontEnd, notebooks: INotebookTracker, palette: ICommandPalette | null) => {
    const panel = new VerdictPanel(
      cell => goTo(notebooks.currentWidget, cell),
      page => openBeside(app, notebooks.currentWidget, page)
    );
    app.shell.add(panel, 'right', { rank: 50 });
    app.commands.addCommand(COMMAND, {
      label: LABEL,
      caption: 'Save this notebook and judge it as it will be judged',
      isEnabled: () => notebooks.currentWidget !== null,
      execute: () => check(app, panel, notebooks.currentWidget)
    });
    app.commands.addKeyBinding({ command: COMMAND, keys: ['Accel Alt C'], selector: '.jp-Notebook' });
    palette?.addItem({ command: COMMAND, category: 'Grader' });
    app.docRegistry.addWidgetExtension('Notebook', {
      createNew: (notebook: NotebookPanel) => {
        const button = new ToolbarButton({
          label: 'Check',
          tooltip: `${LABEL} (Ctrl Alt C)`,
          onClick: () => void check(app, panel, notebook)
        });
        notebook.toolbar.insertItem(10, 'graderCheck', button);
        return button;
      }
    });
  }
};

async function check(app: JupyterFrontEnd, panel: VerdictPanel, notebook: NotebookPanel | null): Promise<void> {
  if (notebook === null) {
    return;
  }
  app.shell.activateById(panel.id);
  panel.say('Checking…');
  unmark(notebook);
  try {
    await notebook.context.save();
    const reply = await ask(notebook.context.path);
    panel.showReply(reply);
    mark(notebook, firstCell(reply.result));
  } catch (error) {
    panel.say(error instanceof Error ? error.message : String(error));
  }
}

async function ask(path: string): Promise<Reply> {
  const settings = ServerConnection.makeSettings();
  const url = URLExt.join(settings.baseUrl, 'grader', 'check');
  const response = await ServerConnection.makeRequest(
    url,
    { method: 'POST', body: JSON.stringify({ path }) },
    settings
  );
  const body = await response.json();
  if (!response.ok) {
    throw new Error(body.message ?? response.statusText);
  }
  return body as Reply;
}

// The place among all cells of the code cell with that number, from 0; -1 where there is none.
function placeOf(notebook: NotebookPanel, codeCell: number): number {
  const cells = notebook.content.widgets;
  const code = cells.filter(cell => cell.model.type === 'code');
  return cells.indexOf(code[codeCell]);
}

function goTo(notebook: NotebookPanel | null, codeCell: number): void {
  if (notebook !== null && placeOf(notebook, codeCell) >= 0) {
    notebook.content.activeCellIndex = placeOf(notebook, codeCell);
    NotebookActions.focusActiveCell(notebook.content);
  }
}

function openBeside(app: JupyterFrontEnd, notebook: NotebookPanel | null, page: string): void {
  if (notebook !== null) {
    const path = PathExt.join(PathExt.dirname(notebook.context.path), page);
    void app.commands.execute('docmanager:open', { path, options: { mode: 'split-right' } });
  }
}

function mark(notebook: NotebookPanel, codeCell: number | null): void {
  if (codeCell !== null && placeOf(notebook, codeCell) >= 0) {
    notebook.content.widgets[placeOf(notebook, codeCell)].addClass(MARK);
  }
}

function unmark(notebook: NotebookPanel): void {
  notebook.content.widgets.forEach(cell => cell.removeClass(MARK));
}

export default plugin;
