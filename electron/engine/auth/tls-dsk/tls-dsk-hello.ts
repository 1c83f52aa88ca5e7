import { openHandshakeEngine } from './handshake-engine.ts';
import { takeTurn, type HandshakePorts } from './take-turn.ts';

/**
 * The ClientHello alone, to learn without a certificate what the server answers to it: its certificates, version and suite. The
 * handshake goes no further. Returns null when cancelled, or when the TLS library makes none in time.
 */
export async function tlsDskHello(ports: HandshakePorts): Promise<Uint8Array | null> {
  const engine = openHandshakeEngine(null);
  try {
    const turn = await takeTurn(engine, null, ports, null);
    return turn.kind === 'flight' ? turn.bytes : null;
  } finally {
    engine.close();
  }
}
