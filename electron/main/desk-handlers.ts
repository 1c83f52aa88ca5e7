import { exportCommands } from '../../shared/ipc/export-commands.ts';
import { historyCommands } from '../../shared/ipc/history-commands.ts';
import { openCommands } from '../../shared/ipc/open-commands.ts';
import type { IpcHandlers } from '../../shared/ipc/server.ts';

const commands = { ...exportCommands, ...openCommands, ...historyCommands };
type FileCommand = keyof typeof commands;
export type FileHandlers = Pick<IpcHandlers, FileCommand>;

/** The commands about files before what answers them is loaded: whoever asks early waits for it. */
export function deskHandlers(desk: Promise<{ readonly handlers: FileHandlers }>): FileHandlers {
  const waiting = Object.keys(commands).map((name) => {
    const handle = async (input: unknown): Promise<unknown> => {
      const { handlers } = await desk;
      // Name, input and handler belong together, which the compiler cannot follow through the list.
      return (handlers[name as FileCommand] as (input: unknown) => unknown)(input);
    };
    return [name, handle] as const;
  });
  return Object.fromEntries(waiting) as unknown as FileHandlers;
}
