/** How a line of a client log is marked. */
export type ClientLogLevel = 'TRACE' | 'INFO' | 'WARN' | 'ERROR';

/** Which line of a client log, and when: MM/DD/YYYY|HH:MM:SS.mmm PID:TID LEVEL :: */
export interface ClientLogMark {
  /** Epoch ms; it is written as UTC. */
  readonly atMs: number;
  /** The connection, from 0: it stands where a client log has the thread, by which readers keep packets apart. */
  readonly thread: number;
  readonly level: ClientLogLevel;
}

/** One process writes it all. */
const PROCESS = '0001';

export function clientLogLine({ atMs, thread, level }: ClientLogMark, text: string): string {
  const [date = '', time = ''] = new Date(atMs).toISOString().slice(0, -1).split('T');
  const [year, month, day] = date.split('-');
  const id = (thread % 0x10000).toString(16).toUpperCase().padStart(4, '0');
  return `${month}/${day}/${year}|${time} ${PROCESS}:${id} ${level.padEnd(5)} :: ${text}`;
}

/** A line that a reader of client logs would take for the beginning of another entry. */
export const ENTRY_BEGINNING = /^(?=\d\d\/\d\d\/\d{4}\|)/gm;
