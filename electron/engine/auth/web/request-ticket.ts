import { failure, success, type Result } from '../../../../shared/lib/result.ts';
import { ACTION } from '../../../../shared/protocol/web-ticket/names.ts';
import { computedKey } from '../../../../shared/protocol/web-ticket/proof.ts';
import { ticketRequest } from '../../../../shared/protocol/web-ticket/rst.ts';
import { readTicketAnswer, type WebTicket } from '../../../../shared/protocol/web-ticket/rstr.ts';
import type { HttpResponse } from '../../transport/http-message.ts';
import { hostOf } from '../../transport/http-proxy.ts';
import type { Credentials } from '../credentials.ts';
import { Secret } from '../secret.ts';
import { secureUrl, type Errand } from './errand.ts';
import { malformed, problem, problemOfAnswer, type Problem } from './problem.ts';
import { logOn } from './windows-logon.ts';

export interface TicketErrand {
  /** The port for Windows authentication. */
  readonly port: string;
  /** The port of the other service that the ticket is for. */
  readonly audience: string;
  readonly needsProof: boolean;
  readonly address: string;
  readonly context: string;
  readonly credentials: Credentials;
}

export interface UsableTicket {
  readonly ticket: WebTicket;
  /** null: none is needed. Its owner wipes it. */
  readonly proofKey: Secret | null;
}

/** 256 bits, as the service's own half has ([MS-OCAUTHWS] 4). */
const ENTROPY_BYTES = 32;

const HEADERS = [
  ['Content-Type', 'text/xml; charset=utf-8'],
  ['SOAPAction', `"${ACTION.requestTicket}"`],
] as const;

/** Logs on to the ticket service and gets a ticket. Records it, and the fate of the password. */
export async function requestTicket(
  errand: Errand,
  { port, audience, needsProof, address, context, credentials }: TicketErrand,
): Promise<Result<UsableTicket, Problem>> {
  const { ctx, http } = errand;
  const secure = secureUrl(port);
  if (!secure.ok) {
    if (credentials.kind === 'password' && secure.error.failure === 'withheld') {
      const to = hostOf(new URL(port));
      ctx.record('authentication.password.withheld', { reason: 'untrusted-channel', carrier: 'http', to });
    }
    return secure;
  }
  const url = secure.value;
  const entropy = ctx.ports.entropy.bytes(ENTROPY_BYTES);
  const body = Buffer.from(ticketRequest({ context, audience, address, entropy }), 'utf8');
  try {
    const asked = errand.answerOf(url, await http.post(ctx, url, HEADERS, body));
    if (!asked.ok) return asked;
    // A connection that is logged on already gets its ticket at once.
    if (asked.value.status !== 401) return readTicket(errand, asked.value, { audience, needsProof, entropy });

    const done = await logOn(errand, credentials, { url, headers: HEADERS, body }, asked.value);
    if (!done.ok) return done;
    const ticket = readTicket(errand, done.value.response, { audience, needsProof, entropy });
    done.value.judged(isPasswordProven(ticket) ? 'accepted' : 'undecided');
    return ticket;
  } finally {
    entropy.fill(0);
    body.fill(0);
  }
}

/**
 * What comes from the service itself was let through by the logon before it: a ticket, "not SIP enabled", any other fault but the
 * one about the logon itself (28001). A web page or a bare status may come from somebody in between, and says nothing.
 */
function isPasswordProven(outcome: Result<unknown, Problem>): boolean {
  if (outcome.ok) return true;
  const { failure: kind, diagnosticsId } = outcome.error;
  if (diagnosticsId === NOT_SIP_ENABLED) return true;
  return (kind === 'soap-fault' && diagnosticsId !== LOGON_ERROR) || kind === 'expired';
}

/** [MS-OCAUTHWS] 3.2.4.1. */
const NOT_SIP_ENABLED = 28000;
const LOGON_ERROR = 28001;

function readTicket(
  { ctx }: Errand,
  response: HttpResponse,
  wanted: { readonly audience: string; readonly needsProof: boolean; readonly entropy: Uint8Array },
): Result<UsableTicket, Problem> {
  const found = problemOfAnswer(response);
  if (found !== null) return failure(found);
  const read = readTicketAnswer(response.body);
  if (!read.ok) return failure(malformed(response, read.error));
  const ticket = read.value;
  ctx.record(
    'web-ticket.issued',
    {
      url: response.url,
      audience: ticket.audience ?? wanted.audience,
      createdMs: ticket.createdMs,
      expiresMs: ticket.expiresMs,
      name: ticket.name,
      assertionBytes: Buffer.byteLength(ticket.assertion, 'utf8'),
      hasProofKey: ticket.proof.kind !== 'none',
    },
    response.seq,
  );
  const key = proofKey(ticket, wanted.entropy);
  if (ticket.expiresMs !== null && ticket.expiresMs <= ctx.ports.clock.wall()) {
    key.fill(0);
    const detail = 'The web ticket is over already, by the clock of this computer.';
    const known = { status: response.status, cause: response.seq };
    return failure(problem(response.url, 'expired', detail, known));
  }
  if (wanted.needsProof) return success({ ticket, proofKey: new Secret(key) });
  key.fill(0);
  return success({ ticket, proofKey: null });
}

/** WS-Trust 1.3 4.4.4: computed of both halves, or chosen by the service, or else our own half as it is. Wipes theirs. */
function proofKey({ proof }: WebTicket, entropy: Uint8Array): Uint8Array {
  switch (proof.kind) {
    case 'computed': {
      const key = computedKey(entropy, proof.serverEntropy, ENTROPY_BYTES);
      proof.serverEntropy.fill(0);
      return key;
    }
    case 'given':
      return proof.key;
    case 'none':
      return Uint8Array.from(entropy);
  }
}
