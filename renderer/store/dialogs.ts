import type { PageDialog } from './file-state.ts';
import { pageStore } from './store.ts';

export function openDialog(dialog: PageDialog): void {
  pageStore.setState({ dialog, fileProblem: null });
}

export function closeDialog(): void {
  pageStore.setState({ dialog: null, fileProblem: null });
}

export function tellProblem(sentence: string): void {
  pageStore.setState({ fileProblem: sentence });
}

export function dismissProblem(): void {
  pageStore.setState({ fileProblem: null });
}
