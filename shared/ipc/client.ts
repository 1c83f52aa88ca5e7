import {
  commands,
  feeds,
  type CommandInput,
  type CommandName,
  type CommandReply,
  type FollowRequest,
  type IpcError,
  type LogBatch,
} from './contract.ts';
import { HostMessage, type PageMessage, type Wire } from './wire.ts';

export type CallResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: IpcError };

export interface IpcClient {
  call<C extends CommandName>(name: C, input: CommandInput<C>): Promise<CallResult<CommandReply<C>>>;
  /**
   * Follows a run's log. Every batch is acknowledged after onBatch's promise resolves, which is how the page slows the feed down.
   * onEnd tells whether the feed ended by itself (null) or with an error. Returns how to stop.
   */
  follow(
    request: FollowRequest,
    onBatch: (batch: LogBatch) => Promise<void> | void,
    onEnd: (error: IpcError | null) => void,
  ): () => void;
}

/** The page's side of the contract. Parses everything that comes in; a malformed answer is an 'internal' error. */
export function createIpcClient(wire: Wire<PageMessage>): IpcClient {
  let lastId = 0;
  const listeners = new Map<number, (message: HostMessage) => void>();
  wire.onMessage((input) => {
    const message = HostMessage.safeParse(input);
    if (message.success) listeners.get(message.data.id)?.(message.data);
  });

  return {
    call(name, input) {
      const id = ++lastId;
      return new Promise((resolve) => {
        listeners.set(id, (message) => {
          listeners.delete(id);
          resolve(readReply(name, message));
        });
        wire.post({ kind: 'call', id, name, input });
      });
    },
    follow(request, onBatch, onEnd) {
      const id = ++lastId;
      let received = 0;
      const end = (error: IpcError | null): void => {
        if (listeners.delete(id)) onEnd(error);
      };
      listeners.set(id, (message) => {
        if (message.kind === 'error') end(message.error);
        else if (message.kind === 'end') end(null);
        else if (message.kind === 'batch') {
          const batch = feeds['log.follow'].item.safeParse(message.item);
          if (!batch.success) {
            wire.post({ kind: 'unfollow', id });
            end(malformed('log.follow'));
            return;
          }
          received += 1;
          const acknowledged = received;
          void Promise.resolve(onBatch(batch.data)).then(() => {
            if (listeners.has(id)) wire.post({ kind: 'ack', id, received: acknowledged });
          });
        }
      });
      wire.post({ kind: 'follow', id, name: 'log.follow', request });
      return () => {
        if (listeners.delete(id)) wire.post({ kind: 'unfollow', id });
      };
    },
  };
}

function readReply<C extends CommandName>(name: C, message: HostMessage): CallResult<CommandReply<C>> {
  if (message.kind === 'error') return { ok: false, error: message.error };
  if (message.kind !== 'reply') return { ok: false, error: malformed(name) };
  const reply = commands[name].reply.safeParse(message.value);
  if (!reply.success) return { ok: false, error: malformed(name) };
  // The schema of this very name was just applied, which the compiler cannot follow through the index.
  return { ok: true, value: reply.data as CommandReply<C> };
}

function malformed(name: string): IpcError {
  return { code: 'internal', message: `${name}: the answer does not fit the contract` };
}
