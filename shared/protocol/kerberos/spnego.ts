import { contentOf, readElement, readObjectIdentifier, type DerElement, readChildren } from '../asn1/der.ts';
import { contextTag, field, readInteger, TAG } from './der.ts';
import { MECHANISM, readGssFrame } from './gss-token.ts';

export type NegotiationState =
  'accept-completed' | 'accept-incomplete' | 'reject' | 'request-mic' | 'unknown';

/** A negotiation token (RFC 4178 4.2). */
export type SpnegoToken =
  | {
      readonly kind: 'init';
      /** OIDs in the sender's order of preference. */
      readonly mechanisms: readonly string[];
      /** Of the first mechanism, optimistically; null when there is none. */
      readonly inner: Uint8Array | null;
    }
  | {
      readonly kind: 'response';
      readonly state: NegotiationState | null;
      readonly mechanism: string | null;
      readonly inner: Uint8Array | null;
      readonly micBytes: number;
    };

const INIT = 0;
const RESPONSE = 1;
const MAX_MECHANISMS = 32;

/** Reads a token with its frame (the first one) or without (all others). null: it is no SPNEGO. Never throws. */
export function readSpnegoToken(bytes: Uint8Array): SpnegoToken | null {
  const frame = readGssFrame(bytes);
  if (frame !== null && frame.mechanism !== MECHANISM.spnego) return null;
  const token = frame === null ? bytes : frame.inner;
  const choice = readElement(token, 0);
  if (choice === null) return null;
  const body = readElement(token, choice.contentStart, choice.end);
  if (body?.tag !== TAG.sequence) return null;
  if (choice.tag === contextTag(INIT)) return readInit(token, body);
  return choice.tag === contextTag(RESPONSE) ? readResponse(token, body) : null;
}

/** negTokenInit: [0] mechTypes, [2] mechToken. */
function readInit(bytes: Uint8Array, body: DerElement): SpnegoToken {
  const list = field(bytes, body, 0);
  const mechanisms = list === null ? [] : readChildren(bytes, list, MAX_MECHANISMS);
  return {
    kind: 'init',
    mechanisms: mechanisms
      .filter(({ tag }) => tag === TAG.objectIdentifier)
      .map((oid) => readObjectIdentifier(contentOf(bytes, oid))),
    inner: octets(bytes, field(bytes, body, 2)),
  };
}

/** negTokenResp: [0] negState, [1] supportedMech, [2] responseToken, [3] mechListMIC. */
function readResponse(bytes: Uint8Array, body: DerElement): SpnegoToken {
  const state = readInteger(bytes, field(bytes, body, 0));
  const mechanism = field(bytes, body, 1);
  return {
    kind: 'response',
    state: state === null ? null : stateName(state),
    mechanism:
      mechanism?.tag === TAG.objectIdentifier ? readObjectIdentifier(contentOf(bytes, mechanism)) : null,
    inner: octets(bytes, field(bytes, body, 2)),
    micBytes: octets(bytes, field(bytes, body, 3))?.length ?? 0,
  };
}

function stateName(state: number): NegotiationState {
  const names: readonly NegotiationState[] = [
    'accept-completed',
    'accept-incomplete',
    'reject',
    'request-mic',
  ];
  return names[state] ?? 'unknown';
}

function octets(bytes: Uint8Array, element: DerElement | null): Uint8Array | null {
  return element?.tag === TAG.octetString ? contentOf(bytes, element) : null;
}
