import type { CallResult } from '../../shared/ipc/client.ts';
import type { HistoryList } from '../../shared/ipc/history-commands.ts';
import { client } from '../bridge/client.ts';

export type HistoryReply = CallResult<HistoryList>;

export function listHistory(): Promise<HistoryReply> {
  return client.call('history.list', {});
}

export function deleteFromHistory(id: string): Promise<HistoryReply> {
  return client.call('history.delete', { id });
}

export function emptyHistory(): Promise<HistoryReply> {
  return client.call('history.empty', {});
}

/** Whether checks are kept from now on. */
export function keepHistory(isKept: boolean): Promise<HistoryReply> {
  return client.call('history.keep', { isKept });
}
