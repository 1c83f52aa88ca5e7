import type { HostMessage } from './wire.ts';

/**
 * A batch crosses to the page as text. As an object every value in it is copied three times on its way, by the two processes and
 * between the page's worlds; for a long log that takes longer than everything else.
 */
export function pack(message: HostMessage): unknown {
  return message.kind === 'batch' ? JSON.stringify(message) : message;
}

/** What was packed; anything else as it is, for whoever reads the contract to refuse. */
export function unpack(message: unknown): unknown {
  if (typeof message !== 'string') return message;
  try {
    return JSON.parse(message);
  } catch (error) {
    if (error instanceof SyntaxError) return message;
    throw error;
  }
}
