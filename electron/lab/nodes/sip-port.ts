import type { SipFault } from '../faults.ts';
import type { Note } from '../ledger.ts';
import { openBlackHole } from './black-hole.ts';
import type { Identity } from './ca.ts';
import { serveHttpInstead } from './not-sip.ts';
import { holdRefusedPort } from './refused-port.ts';
import type { FrontEnd } from './front-end.ts';
import type { Registrar } from './registrar.ts';
import { serveSip } from './sip-server.ts';
import { listenTcp, type TcpListener } from './tcp-listener.ts';
import { refuseHandshake } from './tls-alert.ts';
import { listenTls } from './tls.ts';

export interface SipPortOptions {
  readonly registrar: Omit<Registrar, 'fault'>;
  readonly frontEnd: FrontEnd;
  readonly identity: Identity;
  readonly fault: SipFault | null;
  readonly latencyMs: number;
  readonly note: Note;
}

/** Opens the port of one SIP server, or what the fault puts in its place. */
export function openSipPort(options: SipPortOptions): Promise<TcpListener> {
  const { frontEnd, identity, latencyMs, note, fault } = options;
  const serve = serveSip({ ...options.registrar, fault: null }, frontEnd, note);
  switch (fault) {
    case null:
      return listenTls(identity, serve, { latencyMs, versions: 'modern' });
    case 'tcp-refused':
      return holdRefusedPort();
    case 'tcp-black-hole':
      return openBlackHole();
    case 'tls-alert':
      return listenTcp(refuseHandshake, { latencyMs });
    case 'tls-old-version':
      return listenTls(identity, serve, { latencyMs, versions: 'old' });
    case 'not-sip':
      return listenTls(identity, serveHttpInstead, { latencyMs, versions: 'modern' });
    case 'sip-403':
    case 'sip-404':
    case 'sip-503':
    case 'sip-504':
    case 'sip-silent':
      return listenTls(identity, serveSip({ ...options.registrar, fault }, frontEnd, note), {
        latencyMs,
        versions: 'modern',
      });
  }
}
