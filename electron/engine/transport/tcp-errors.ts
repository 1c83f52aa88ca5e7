import type { TcpFailure } from '../../../shared/events/connection-events.ts';

/** What the operating system said, translated once; errno keeps its own name for the details. */
export interface TcpError {
  readonly failure: TcpFailure;
  readonly errno: string | null;
}

const FAILURES: Readonly<Record<string, TcpFailure>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  ENETUNREACH: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  EAFNOSUPPORT: 'unreachable',
  EACCES: 'denied',
  EPERM: 'denied',
};

export function translateSocketError(error: unknown): TcpError {
  const errno = errorCode(error);
  return { failure: (errno === null ? undefined : FAILURES[errno]) ?? 'other', errno };
}

/** The symbolic code of a Node error (ECONNREFUSED, ERR_SSL_…), or null. */
export function errorCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
