import type { ShellRequest } from '../../shared/ipc/open-commands.ts';
import { client } from '../bridge/client.ts';
import { openDialog, tellProblem } from './dialogs.ts';
import { openFromShell } from './open-run.ts';
import { pageStore } from './store.ts';

/** As often in a row as asking may fail before it is given up. */
const PATIENCE = 3;

/** Does what the menu and the operating system ask for, one thing after the other, for as long as the page lives. */
export async function answerShell(): Promise<void> {
  for (let failed = 0; failed < PATIENCE;) {
    const request = await client.call('shell.next', {});
    failed = request.ok ? 0 : failed + 1;
    if (request.ok) answer(request.value);
  }
}

function answer(request: ShellRequest): void {
  switch (request.kind) {
    case 'open':
      void openFromShell(request.reply);
      return;
    case 'history':
      openDialog({ kind: 'history', purpose: 'show' });
      return;
    case 'save':
    case 'compare':
      if (pageStore.getState().run?.isEnded === true) openDialog({ kind: request.kind });
      else tellProblem(`Nothing to ${request.kind} yet: a check must have come to its end first.`);
      return;
  }
}
