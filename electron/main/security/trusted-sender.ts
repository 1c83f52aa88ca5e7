import { PAGE_ORIGIN } from '../page-origin.ts';

/** The frame that a message came from, as far as it matters. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** Only the main frame of our own page may talk to the main process. */
export function isTrustedSender(frame: SenderFrame | null): boolean {
  if (frame?.parent !== null) return false;
  return isOwnPage(frame.url);
}

/** Whether an address is one of our own page's. */
export function isOwnPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}` === PAGE_ORIGIN;
}
