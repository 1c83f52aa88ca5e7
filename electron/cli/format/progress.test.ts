import { describe, expect, it } from 'vitest';
import type { EventData, EventKind, LoggedEvent } from '../../../shared/events/catalogue.ts';
import { plainProgress, terminalProgress } from './progress.ts';

const endpoint = { host: 'fe01.contoso.com', port: 5061, transport: 'tls', via: 'srv-internal' } as const;

function event<K extends EventKind>(t: number, kind: K, data: EventData<K>): LoggedEvent {
  const envelope = { seq: t, t, wall: 0, step: null, probe: null, flow: null, cause: null };
  // Kind and data belong together by the signature, which the compiler cannot carry into the union.
  return { ...envelope, kind, data } as LoggedEvent;
}

const SIGN_IN: readonly LoggedEvent[] = [
  event(0, 'step.started', { step: 'authentication' }),
  event(1, 'authentication.attempt.started', {
    purpose: 'preview',
    method: 'ntlm',
    endpoint,
    expectedRegisters: 3,
  }),
  event(2, 'authentication.attempt.started', {
    purpose: 'sign-in',
    method: 'ntlm',
    endpoint,
    expectedRegisters: 3,
  }),
  event(3, 'authentication.attempt.started', {
    purpose: 'comparison',
    method: 'tls-dsk',
    endpoint,
    expectedRegisters: 4,
  }),
  event(40, 'step.finished', { step: 'authentication' }),
];

/** Every piece that was written, without the way back up to the lines before. */
function written(create: typeof plainProgress, columns = 80): readonly string[] {
  const pieces: string[] = [];
  const sink = { write: (text: string) => void pieces.push(text), isTerminal: true, columns };
  const progress = create(sink);
  for (const one of SIGN_IN) progress.show(one);
  return pieces.map((piece) => piece.replaceAll('\u001b[1A\u001b[2K', ''));
}

describe('progress while signing in', () => {
  it('names the method on a terminal', () => {
    expect(written(terminalProgress)).toEqual([
      '3/5 Asking how to sign in …\n',
      '3/5 Signing in with NTLM …\n',
      '3/5 Trying TLS-DSK as well …\n',
      '3/5 Prove who you are: done in 40 ms\n',
    ]);
  });

  it('names the method on a terminal that cannot go back', () => {
    expect(written(plainProgress)).toEqual([
      '3/5 Asking how to sign in …\n',
      '3/5 Signing in with NTLM …\n',
      '3/5 Trying TLS-DSK as well …\n',
    ]);
  });

  it('keeps to one row a line', () => {
    expect(written(terminalProgress, 12)[1]).toBe('3/5 Signing\n');
  });
});
