import { tlsVersion } from '../../../../shared/lib/tls-version.ts';
import type { ClientCertificate } from '../client-certificate.ts';
import type { Advance, SecurityContext } from '../security-context.ts';
import { openHandshakeEngine, type HandshakeEngine } from './handshake-engine.ts';
import { certificatesIn, checkServerFlight } from './server-flight.ts';
import { reasonOf, takeTurn, type HandshakePorts, type TurnOutcome } from './take-turn.ts';
import { createTlsDskKeys, macHashOf, type TlsDskKeys } from './tls-dsk-keys.ts';

export interface TlsDskRequest extends HandshakePorts {
  /** Its key is read when the handshake begins, not before. */
  readonly certificate: ClientCertificate;
  /** Of the challenge: whose certificate the server has to show. Only said in messages; the chain is judged elsewhere. */
  readonly targetname: string;
}

export interface TlsDskContext extends SecurityContext {
  /** DER, leaf first, as the server showed them in this handshake; empty before its first flight. */
  serverCertificates(): readonly Uint8Array[];
}

type Failure = Extract<Advance, { kind: 'failed' }>;

/**
 * TLS-DSK: a TLS handshake in tokens, and then keys taken from it ([MS-SIPAE] 3.2.5.1).
 *
 *     advance(null)  ClientHello                                            REGISTER 2
 *     advance(S1)    Certificate … CertificateVerify, CCS, Finished          REGISTER 3
 *     advance(S2)    complete: the next request is signed, without token    REGISTER 4
 */
export function createTlsDskContext(request: TlsDskRequest): TlsDskContext {
  const { certificate, targetname, limits } = request;
  let stage: 'new' | 'hello-sent' | 'proof-sent' | 'complete' | 'over' = 'new';
  let engine: HandshakeEngine | null = null;
  let keys: TlsDskKeys | null = null;
  let strength: string | null = null;
  let certificates: readonly Uint8Array[] = [];

  async function advance(token: Uint8Array | null): Promise<Advance> {
    const result = await next(token);
    if (result.kind === 'failed') close();
    return result;
  }

  function next(token: Uint8Array | null): Promise<Advance> | Advance {
    if (stage === 'new') return token === null ? hello() : outOfTurn();
    if (token === null) return outOfTurn();
    if (stage === 'hello-sent') return proof(token);
    return stage === 'proof-sent' ? finish(token) : outOfTurn();
  }

  async function hello(): Promise<Advance> {
    try {
      engine = openHandshakeEngine(certificate);
    } catch (error) {
      return { kind: 'failed', failure: 'system', detail: unusable(error) };
    }
    stage = 'hello-sent';
    return flightOf(await step(engine, null));
  }

  async function proof(token: Uint8Array): Promise<Advance> {
    const checked = checkServerFlight(token, 'server-hello-done', limits);
    if (!checked.ok) return checked.failed;
    certificates = certificatesIn(checked.flight);
    stage = 'proof-sent';
    return flightOf(await step(engine, token));
  }

  async function finish(token: Uint8Array): Promise<Advance> {
    const checked = checkServerFlight(token, 'finished', limits);
    if (!checked.ok) return checked.failed;
    const outcome = await step(engine, token);
    if (outcome.kind === 'failed') return outcome;
    if (outcome.kind !== 'finished' || engine === null) return outOfTurn();
    const { cipherSuite, protocol } = engine.negotiated();
    const hash = macHashOf(cipherSuite);
    if (hash === null) {
      return {
        kind: 'failed',
        failure: 'handshake',
        detail: `No signature is known for the suite ${cipherSuite}.`,
      };
    }
    keys = createTlsDskKeys(engine.exportKeyBlock(), hash);
    strength = `${cipherSuite}, ${tlsVersion(protocol)}`;
    stage = 'complete';
    engine.close();
    engine = null;
    return { kind: 'complete' };
  }

  /** One turn of the TLS engine, bounded. */
  function step(running: HandshakeEngine | null, token: Uint8Array | null): Promise<TurnOutcome> | Failure {
    return running === null ? outOfTurn() : takeTurn(running, token, request, targetname);
  }

  function close(): void {
    stage = 'over';
    engine?.close();
    engine = null;
    keys?.wipe();
    keys = null;
  }

  function established(): TlsDskKeys {
    if (keys === null) throw new Error('TLS-DSK: there are no keys before the handshake is complete');
    return keys;
  }

  return {
    method: 'tls-dsk',
    get strength() {
      return strength;
    },
    advance,
    sign: (message) => established().sign(message),
    verify: (message, signature) =>
      keys?.verify(message, signature) ?? {
        valid: false,
        problem: 'mismatch',
        macBytes: signature.length,
        expectedMacBytes: null,
      },
    close,
    serverCertificates: () => certificates,
  };
}

function flightOf(outcome: TurnOutcome): Advance {
  if (outcome.kind === 'failed') return outcome;
  return outcome.kind === 'flight' ? { kind: 'token', token: outcome.bytes, isComplete: false } : outOfTurn();
}

function outOfTurn(): Failure {
  return {
    kind: 'failed',
    failure: 'handshake',
    detail: 'The TLS handshake inside of SIP is not at this point.',
  };
}

function unusable(error: unknown): string {
  return `The client certificate and its key cannot be used (${reasonOf(error)}).`;
}
