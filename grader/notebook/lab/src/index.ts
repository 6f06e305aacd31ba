// The Check button of a notebook, its command and shortcut, the panel, and a mark at the cell where it first goes wrong.

import { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, ToolbarButton } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { INotebookTracker, NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { ask, askInSteps } from './api';
import { sentenceOf } from './elements';
import { CoursePanel } from './panel';
import { Progress } from './progress';
import { firstCell, Hints, Receipt, Reply } from './verdict';
import { Checked, VerdictView } from './verdict_view';

const COMMAND = 'grader:check';
const LABEL = 'Check this notebook';
const MARK = 'grader-first-fault';

// What a check works with.
interface Lab {
  app: JupyterFrontEnd;
  notebooks: INotebookTracker;
  panel: CoursePanel;
}

// The last check of each document, whichever view of it was asked.
const latest = new WeakMap<NotebookPanel['context'], VerdictView>();

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'grader-lab:check',
  description: 'Checks a notebook of the course.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette],
  activate: (app: JupyterFrontEnd, notebooks: INotebookTracker, palette: ICommandPalette | null) => {
    const panel = new CoursePanel(path => void app.commands.execute('docmanager:open', { path }));
    const lab = { app, notebooks, panel };
    app.shell.add(panel, 'right', { rank: 50 });
    void app.restored.then(() => welcome(app, panel));
    app.commands.addCommand(COMMAND, {
      label: LABEL,
      caption: 'Save this notebook and judge it as it will be judged',
      isEnabled: () => notebooks.currentWidget !== null,
      execute: () => check(lab, notebooks.currentWidget)
    });
    app.commands.addKeyBinding({ command: COMMAND, keys: ['Accel Alt C'], selector: '.jp-Notebook' });
    palette?.addItem({ command: COMMAND, category: 'Grader' });
    app.docRegistry.addWidgetExtension('Notebook', {
      createNew: (notebook: NotebookPanel) => {
        const button = new ToolbarButton({
          label: 'Check',
          tooltip: `${LABEL} (Ctrl Alt C)`,
          onClick: () => void check(lab, notebook)
        });
        notebook.toolbar.insertItem(1, 'graderCheck', button); // early, as a narrow toolbar hides its last ones
        return button;
      }
    });
  }
};

// Shows the way through the course, where JupyterLab was opened in one.
async function welcome(app: JupyterFrontEnd, panel: CoursePanel): Promise<void> {
  if (await refresh(panel, '')) {
    app.shell.activateById(panel.id);
  }
}

// Draws the map of the course in which a file or folder lies. Returns whether it lies in one.
async function refresh(panel: CoursePanel, path: string): Promise<boolean> {
  try {
    panel.showProgress(await ask<Progress>('progress', { path }));
    return true;
  } catch {
    return false;
  }
}

// Checks the notebook as it is now. A check whose cause is still sought is overtaken, and shows nothing more.
async function check(lab: Lab, notebook: NotebookPanel | null): Promise<void> {
  if (notebook === null) {
    return;
  }
  const { app, panel } = lab;
  const running = latest.get(notebook.context);
  app.shell.activateById(panel.id);
  if (running?.isWaiting) {
    running.urge();
    panel.showVerdict(running.node);
    return;
  }
  const view = new VerdictView(actionsOn(app, notebook));
  latest.set(notebook.context, view);
  panel.showVerdict(view.node);
  mark(lab, notebook.context, null);
  await showReplies(lab, notebook, view);
  await refresh(panel, notebook.context.path);
}

async function showReplies(lab: Lab, notebook: NotebookPanel, view: VerdictView): Promise<void> {
  const { context } = notebook;
  try {
    await save(notebook);
    for await (const reply of askInSteps<Reply>('check', { path: context.path })) {
      if (latest.get(context) !== view) {
        break;
      }
      view.show(reply);
      mark(lab, context, firstCell(reply.result));
      if (reply.final) {
        break; // and what JupyterLab still waits for does not matter
      }
    }
  } catch (error) {
    view.fail(sentenceOf(error));
  }
}

// Throws where the file does not hold what is on the screen: JupyterLab has then said why.
async function save({ context }: NotebookPanel): Promise<void> {
  let saved = true;
  const note = (_: unknown, state: string): void => {
    saved = saved && state !== 'failed';
  };
  context.saveState.connect(note);
  await context.save().catch(() => note(context, 'failed'));
  context.saveState.disconnect(note);
  if (!saved) {
    throw new Error('The notebook was not saved, so nothing was done.');
  }
}

function actionsOn(app: JupyterFrontEnd, notebook: NotebookPanel): Checked {
  const { path } = notebook.context;
  return {
    goTo: cell => goTo(app, notebook, cell),
    openPage: page => {
      const beside = PathExt.join(PathExt.dirname(path), page);
      void app.commands.execute('docmanager:open', { path: beside, options: { mode: 'split-right' } });
    },
    hints: async () => (await ask<{ hints: Hints | null }>('hint', { path })).hints,
    submit: async token => {
      if (!notebook.isDisposed) {
        await save(notebook);
      }
      return ask<Receipt>('submit', { path, token });
    }
  };
}

// The place among all cells of the code cell with that number, from 0; -1 where there is none.
function placeOf(notebook: NotebookPanel, codeCell: number): number {
  const cells = notebook.content.widgets;
  const code = cells.filter(cell => cell.model.type === 'code');
  return cells.indexOf(code[codeCell]);
}

function goTo(app: JupyterFrontEnd, notebook: NotebookPanel, codeCell: number): void {
  if (!notebook.isDisposed && placeOf(notebook, codeCell) >= 0) {
    app.shell.activateById(notebook.id);
    notebook.content.activeCellIndex = placeOf(notebook, codeCell);
    NotebookActions.focusActiveCell(notebook.content);
  }
}

// Marks a code cell in every view of a document, and no other cell; null marks none.
function mark({ notebooks }: Lab, context: NotebookPanel['context'], codeCell: number | null): void {
  notebooks.filter(view => view.context === context).forEach(view => {
    const place = codeCell === null ? -1 : placeOf(view, codeCell);
    view.content.widgets.forEach((cell, number) => cell.toggleClass(MARK, number === place));
  });
}

export default plugin;
