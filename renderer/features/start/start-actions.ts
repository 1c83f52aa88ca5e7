import type { StartRunRequest } from '../../../shared/ipc/contract.ts';

// What the page does stands on the whole contract with its schemas. The start page is drawn without waiting for that code.
const loadActions = () => import('../../store/actions.ts');

export async function startRun(request: StartRunRequest): Promise<void> {
  await (await loadActions()).startRun(request);
}

export async function clearRecentAddresses(): Promise<void> {
  await (await loadActions()).clearRecentAddresses();
}
