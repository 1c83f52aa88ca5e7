import {
  commands,
  feeds,
  type CommandInput,
  type CommandName,
  type CommandReply,
  type FeedName,
  type IpcError,
} from './contract.ts';
import { startFeed, type Feed, type FollowedLog } from './feed.ts';
import { PageMessage, type HostMessage, type Wire } from './wire.ts';

/** Thrown by a handler for a refusal that the page shall read; anything else becomes 'internal'. */
export class IpcRefusal extends Error {
  override readonly name = 'IpcRefusal';
  readonly code: IpcError['code'];
  constructor(code: IpcError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export type IpcHandlers = {
  readonly [C in CommandName]: (input: CommandInput<C>) => Promise<CommandReply<C>> | CommandReply<C>;
};

export interface IpcServerOptions {
  readonly handlers: IpcHandlers;
  readonly findLog: (runId: string) => FollowedLog | null;
  readonly sleep: (ms: number) => Promise<void>;
  readonly createControl: () => { readonly signal: AbortSignal; abort(): void };
  /** Told about defects, with a stack; the page gets only a sentence. */
  readonly onDefect: (error: unknown) => void;
}

/** The main process's side of the contract for one page. Parses all input strictly. Returns how to end it. */
export function serveIpc(wire: Wire<HostMessage>, options: IpcServerOptions): () => void {
  const following = new Map<number, Feed>();

  async function answerCall(id: number, name: string, input: unknown): Promise<void> {
    if (!isCommand(name)) {
      fail(id, { code: 'not-found', message: `there is no command ${name.slice(0, 64)}` });
      return;
    }
    const parsed = commands[name].input.safeParse(input);
    if (!parsed.success) {
      fail(id, { code: 'invalid-input', message: `${name}: the input does not fit the contract` });
      return;
    }
    try {
      wire.post({ kind: 'reply', id, value: await runCommand(options.handlers, name, parsed.data) });
    } catch (error) {
      fail(id, describe(error));
    }
  }

  function follow(id: number, name: string, input: unknown): void {
    if (!isFeed(name)) {
      fail(id, { code: 'not-found', message: `there is no feed ${name.slice(0, 64)}` });
      return;
    }
    const request = feeds[name].request.safeParse(input);
    if (!request.success || following.has(id)) {
      fail(id, { code: 'invalid-input', message: `${name}: the request does not fit the contract` });
      return;
    }
    const log = options.findLog(request.data.runId);
    if (log === null) {
      fail(id, { code: 'not-found', message: 'there is no such run' });
      return;
    }
    const send = (item: unknown): void => {
      const batch = feeds[name].item.parse(item);
      wire.post({ kind: 'batch', id, item: batch });
      if (batch.isEnd) {
        following.delete(id);
        wire.post({ kind: 'end', id });
      }
    };
    const onFailure = (error: unknown): void => {
      following.delete(id);
      fail(id, describe(error));
    };
    following.set(
      id,
      startFeed(log, request.data.from, send, options.sleep, options.createControl(), onFailure),
    );
  }

  function fail(id: number, error: IpcError): void {
    wire.post({ kind: 'error', id, error });
  }

  function describe(error: unknown): IpcError {
    if (error instanceof IpcRefusal) return { code: error.code, message: error.message };
    options.onDefect(error);
    return { code: 'internal', message: 'Something went wrong inside Rungs.' };
  }

  const stopListening = wire.onMessage((input) => {
    const message = PageMessage.safeParse(input);
    if (!message.success) {
      options.onDefect(new Error('the page sent a message outside the contract'));
      return;
    }
    switch (message.data.kind) {
      case 'call':
        void answerCall(message.data.id, message.data.name, message.data.input);
        break;
      case 'follow':
        follow(message.data.id, message.data.name, message.data.request);
        break;
      case 'ack':
        following.get(message.data.id)?.acknowledge(message.data.received);
        break;
      case 'unfollow':
        following.get(message.data.id)?.stop();
        following.delete(message.data.id);
        break;
    }
  });

  return () => {
    stopListening();
    for (const feed of following.values()) feed.stop();
    following.clear();
  };
}

/** Fails when the handler does, or when its reply does not fit the contract: our own fault, never the page's. */
async function runCommand(handlers: IpcHandlers, name: CommandName, input: unknown): Promise<unknown> {
  // The schema and the handler of one name belong together, which the compiler cannot follow through the index.
  const handle = handlers[name] as (input: unknown) => unknown;
  return commands[name].reply.parse(await handle(commands[name].input.parse(input)));
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

function isFeed(name: string): name is FeedName {
  return Object.hasOwn(feeds, name);
}
