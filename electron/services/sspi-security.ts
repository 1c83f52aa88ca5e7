import type {
  SystemAvailability,
  SystemContext,
  SystemContextRequest,
  SystemFailure,
  SystemOpening,
  SystemSecurity,
  SystemStep,
} from '../engine/system-security.ts';
import { defaultRealm } from '../native/default-realm.ts';
import type { SspiLibrary } from '../native/sspi-library.ts';
import { sspiFailureOf } from '../native/sspi-status.ts';
import { openSspi, type SspiContext, type SspiFailure, type SspiPackage } from '../native/sspi.ts';

const packages: Readonly<Record<SystemContextRequest['mechanism'], SspiPackage>> = {
  kerberos: 'Kerberos',
  ntlm: 'NTLM',
  negotiate: 'Negotiate',
};

/** SSPI as the engine's port. */
export function createSspiSecurity(library: SspiLibrary): SystemSecurity {
  const has = (name: SspiPackage): SystemAvailability =>
    library.packages.includes(name)
      ? { ok: true }
      : { ok: false, reason: `This Windows has no security package "${name}".` };
  return {
    available: { kerberos: has('Kerberos'), ntlm: has('NTLM'), negotiate: has('Negotiate') },
    library: library.name,
    open: (request) => open(library, request),
    defaultRealm: () => defaultRealm({}),
  };
}

async function open(library: SspiLibrary, request: SystemContextRequest): Promise<SystemOpening> {
  const { mechanism, target, credentials } = request;
  try {
    const opening = await openSspi(library, {
      package: packages[mechanism],
      spn: `${target.service}/${target.host}`,
      credentials:
        credentials.kind === 'password'
          ? {
              kind: 'password',
              password: credentials.password,
              ...account(credentials.user, credentials.realm),
            }
          : credentials,
      // SIP's 200 OK has no place for the server's token ([MS-SIP] 4.1), HTTP's answer has.
      isMutual: target.service === 'HTTP' && mechanism !== 'ntlm',
      isDatagram: request.datagram,
    });
    return opening.ok
      ? { ok: true, context: createContext(opening.context, mechanism) }
      : { ok: false, ...failureOf(opening) };
  } catch (error) {
    return { ok: false, ...brokenCall(error) };
  }
}

/** DOMAIN\name is taken apart; a UPN is a user of no domain; a bare name belongs to the realm. */
function account(user: string, realm: string | null): { readonly user: string; readonly domain: string } {
  const slash = user.indexOf('\\');
  if (slash !== -1) return { domain: user.slice(0, slash), user: user.slice(slash + 1) };
  return { user, domain: user.includes('@') ? '' : (realm ?? '') };
}

function createContext(context: SspiContext, mechanism: SystemContextRequest['mechanism']): SystemContext {
  let isComplete = false;
  return {
    async step(token): Promise<SystemStep> {
      try {
        const step = await context.step(token);
        if (!step.ok) return { ok: false, ...failureOf(step) };
        ({ isComplete } = step);
        return { ok: true, token: step.token, isComplete };
      } catch (error) {
        return { ok: false, ...brokenCall(error) };
      }
    },
    getMic: (message) => context.getMic(message),
    verifyMic: (message, mic) => isComplete && context.verifyMic(message, mic),
    ticket() {
      // What NTLM answers is about no ticket.
      if (mechanism === 'ntlm') return { client: null, realm: null, enctype: null, endMs: null };
      const facts = context.facts();
      const at = facts.client?.lastIndexOf('@') ?? -1;
      return { ...facts, realm: at === -1 ? null : (facts.client?.slice(at + 1) ?? null) };
    },
    close() {
      isComplete = false;
      context.close();
    },
  };
}

function failureOf({ status, during }: SspiFailure): SystemFailure {
  return { failure: sspiFailureOf(status.code, during), code: status.name, text: status.text };
}

/** The bridge itself failed; its words name functions and types, never what was passed to them. */
function brokenCall(error: unknown): SystemFailure {
  return { failure: 'other', code: null, text: error instanceof Error ? error.message : String(error) };
}
