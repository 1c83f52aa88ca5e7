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
function written(
  create: typeof plainProgress,
  columns = 80,
  events: readonly LoggedEvent[] = SIGN_IN,
): readonly string[] {
  const pieces: string[] = [];
  const sink = { write: (text: string) => void pieces.push(text), isTerminal: true, columns };
  const progress = create(sink);
  for (const one of events) progress.show(one);
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

const HOME = { ...endpoint, host: 'pool02.contoso.com', via: 'redirect' } as const;

const SENT_ON: readonly LoggedEvent[] = [
  event(0, 'step.started', { step: 'redirection' }),
  event(1, 'redirection.received', {
    from: endpoint,
    hop: 1,
    status: 301,
    isSigned: true,
    contacts: [
      {
        uri: 'sip:pool02.contoso.com',
        place: { host: HOME.host, port: HOME.port },
        q: 1,
        standing: 'candidate',
        isOutsideDomain: false,
      },
    ],
    expiresSec: null,
  }),
  {
    ...event(2, 'authentication.attempt.started', {
      purpose: 'sign-in',
      method: 'ntlm',
      endpoint: HOME,
      expectedRegisters: 3,
    }),
    step: 'redirection',
  },
  event(3, 'step.started', { step: 'settings' }),
  event(4, 'settings.provisioning.read', { groups: [], omittedGroups: 0 }),
  event(5, 'authentication.attempt.started', {
    purpose: 'sign-out',
    method: 'ntlm',
    endpoint: HOME,
    expectedRegisters: 3,
  }),
];

describe('progress after a redirect', () => {
  it('names the home server, and what is done there', () => {
    expect(written(plainProgress, 80, SENT_ON)).toEqual([
      '4/5 Going to the home server …\n',
      '4/5 Going on to pool02.contoso.com …\n',
      '4/5 Signing in at pool02.contoso.com with NTLM …\n',
      '5/5 Loading settings …\n',
      '5/5 Loading settings and trying the service addresses …\n',
      '5/5 Signing out over a new connection …\n',
    ]);
  });
});
