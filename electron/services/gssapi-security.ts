import type {
  SystemContext,
  SystemContextRequest,
  SystemFailure,
  SystemOpening,
  SystemSecurity,
  SystemStep,
} from '../engine/system-security.ts';
import { defaultRealm } from '../native/default-realm.ts';
import type { Environment } from '../native/environment-gate.ts';
import type { GssContext } from '../native/gss-context.ts';
import { openInitiator, type GssFailure, type GssInitiator } from '../native/gss-initiator.ts';
import type { GssLibrary } from '../native/gss-library.ts';
import { codeOf } from '../native/gss-status.ts';
import { kerberosFailureOf } from '../native/kerberos-failure.ts';

const NO_NTLM =
  "Only Windows signs in with NTLM as the signed-in user: no other system keeps what that needs of the user's password.";
const NOT_COMPLETE = 'the context is not complete';

/** GSSAPI as the engine's port. environment: what libkrb5 is to find there, for a Kerberos of one's own. */
export function createGssapiSecurity(library: GssLibrary, environment: Environment): SystemSecurity {
  return {
    available: { kerberos: { ok: true }, ntlm: { ok: false, reason: NO_NTLM }, negotiate: { ok: true } },
    library: library.name,
    open: (request) => open(library, environment, request),
    defaultRealm: () => defaultRealm(environment),
  };
}

async function open(
  library: GssLibrary,
  environment: Environment,
  request: SystemContextRequest,
): Promise<SystemOpening> {
  const { mechanism, target, credentials } = request;
  if (mechanism === 'ntlm') return { ok: false, failure: 'no-library', code: null, text: NO_NTLM };
  try {
    const opening = await openInitiator(library, {
      mechanism,
      target,
      credentials,
      // SIP's 200 OK has no place for the server's token ([MS-SIP] 4.1), HTTP's answer has.
      isMutual: target.service === 'HTTP',
      isDatagram: false,
      environment,
    });
    if (!opening.ok) return { ok: false, ...failureOf(opening) };
    return { ok: true, context: createContext(opening.initiator) };
  } catch (error) {
    return { ok: false, ...brokenCall(error) };
  }
}

function createContext(initiator: GssInitiator): SystemContext {
  let complete: GssContext | null = null;
  let isClosed = false;
  const open = (): GssContext => {
    if (complete === null) throw new Error(NOT_COMPLETE);
    return complete;
  };
  return {
    async step(token): Promise<SystemStep> {
      try {
        const step = await initiator.step(token);
        if (!step.ok) return { ok: false, ...failureOf(step) };
        if (isClosed) step.context?.close();
        else complete = step.context;
        return { ok: true, token: step.token, isComplete: step.context !== null };
      } catch (error) {
        return { ok: false, ...brokenCall(error) };
      }
    },
    getMic: (message) => open().getMic(message),
    verifyMic: (message, mic) => complete?.verifyMic(message, mic) ?? false,
    ticket: () => ticketOf(complete),
    close() {
      isClosed = true;
      initiator.close();
      complete?.close();
      complete = null;
    },
  };
}

function ticketOf(context: GssContext | null): ReturnType<SystemContext['ticket']> {
  if (context === null) return { client: null, realm: null, enctype: null, endMs: null };
  const { client, lifetimeSeconds } = context.facts();
  const at = client?.lastIndexOf('@') ?? -1;
  return {
    client,
    realm: client === null || at === -1 ? null : client.slice(at + 1),
    enctype: context.enctype(),
    endMs: lifetimeSeconds === null ? null : Date.now() + lifetimeSeconds * 1000,
  };
}

function failureOf({ status, during }: GssFailure): SystemFailure {
  return { failure: kerberosFailureOf(status, during), code: codeOf(status), text: status.text };
}

/** The bridge itself failed; its words name functions and types, never what was passed to them. */
function brokenCall(error: unknown): SystemFailure {
  return { failure: 'other', code: null, text: error instanceof Error ? error.message : String(error) };
}
