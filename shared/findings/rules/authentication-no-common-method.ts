import type { MethodReason } from '../../events/authentication-events.ts';
import type { AuthMethod } from '../../run/ids.ts';
import type { EndpointFact } from '../facts/endpoints.ts';
import { isMicrosoftServer, type FinalAnswer } from '../facts/registrations.ts';
import type { MethodChoice, Setback } from '../facts/authentication.ts';
import { registrarsOf } from '../facts/run-facts.ts';
import { defineRule, verdictOf, type Fault, type FindingText } from '../rule.ts';
import { METHOD_NAMES } from '../authentication-words.ts';
import { openssl } from '../connection-words.ts';
import { foreign, listed, sentences } from '../words.ts';
import { hasChoice, setbackFaults } from './setback-rule.ts';

interface MethodFault extends Fault {
  readonly setback: Setback | null;
  readonly endpoint: EndpointFact | null;
}

export const noCommonMethod = defineRule<MethodFault>({
  id: 'authentication.no-common-method',
  step: 'authentication',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'None of the ways of signing in that the server offers can be used here.',
    meaning:
      'Client and server have no method in common: the one is switched off on the server, the other cannot be used with these credentials, from this network or on this PC.',
    remedy:
      'Offer a method on the server that these clients can use (NTLM, Kerberos or TLS-DSK), or give credentials that suit the offered one.',
    reference: '[MS-SIPAE] 3.2.5.1',
  },
  judge: (facts) => {
    const { authentication } = facts;
    // A server of another make with foreign methods is another matter: authentication.not-lync.
    const bare = registrarsOf(facts).filter(({ registration }) => offersNothing(registration?.final ?? null));
    const faults: readonly MethodFault[] = [
      ...setbackFaults(authentication, 'no-common-method').map((fault) => ({ ...fault, endpoint: null })),
      ...bare.map((endpoint): MethodFault => ({
        setback: null,
        endpoint,
        place: { kind: 'endpoint', endpoint, isPartial: false },
        evidence:
          endpoint.registration === null
            ? []
            : [endpoint.registration.requestSeq, endpoint.registration.final?.seq ?? 0],
      })),
    ];
    return verdictOf(faults, hasChoice(authentication));
  },
  describe: (faults, { authentication }) => {
    const choice =
      faults.find(({ setback }) => setback?.choice !== null && setback !== null)?.setback?.choice ?? null;
    const at = faults.find(({ endpoint }) => endpoint !== null)?.endpoint ?? null;
    if (at !== null) return withoutOffer(at, choice);
    const [{ setback }] = faults;
    return setback?.attempt === null || setback === null
      ? withoutChoice(choice)
      : withoutToken(setback, authentication.password.user);
  },
});

function offersNothing(final: FinalAnswer | null): boolean {
  if (final === null || (final.status !== 401 && final.status !== 407)) return false;
  return final.methods.length === 0 && isMicrosoftServer(final);
}

function withoutOffer({ endpoint, registration }: EndpointFact, choice: MethodChoice | null): FindingText {
  const offers = (registration?.final?.offers ?? []).map(({ scheme }) => foreign(scheme, 40));
  return {
    title: `The server ${foreign(endpoint.host)} offers no way of signing in that a Microsoft client knows.`,
    explanation: sentences(
      `It is a server of Lync or Skype for Business, but it offers ${offers.length === 0 ? 'nothing at all' : `only ${listed(offers)}`} for signing in; clients use Kerberos, NTLM or TLS-DSK.`,
      choice === null ? null : reasonsOf(choice),
    ),
    remedy: `Switch NTLM, Kerberos or TLS-DSK (certificate authentication) on again for the registrar of ${foreign(endpoint.host)}: Get-CsProxyConfiguration shows what is allowed, Set-CsProxyConfiguration changes it.`,
    verify: openssl(endpoint, ''),
    alternatives: [
      'The methods are switched off in the configuration of the pool: Get-CsProxyConfiguration shows it.',
      'A device on the way takes the challenges out of the answer: from another network the same server offers more.',
    ],
  };
}

function withoutChoice(choice: MethodChoice | null): FindingText {
  const offered = offeredIn(choice);
  return {
    title:
      offered.length === 0
        ? 'The server offers no way of signing in that can be used here.'
        : `The server offers ${listed(offered)}, and that cannot be used here.`,
    explanation: sentences(
      'The server was reached and asked for credentials, but no method is left to give them with.',
      choice === null ? null : reasonsOf(choice),
    ),
    remedy:
      'Remove what stands in the way of one of the offered methods (see the reasons), or have another method switched on for the pool: Get-CsProxyConfiguration shows what is allowed.',
    verify: 'Get-CsProxyConfiguration',
    ...(choice?.candidates.some(({ reason }) => ON_THIS_PC.has(reason)) === true
      ? { owner: 'helpdesk' as const }
      : {}),
  };
}

/** The method was taken, and then the operating system had nothing to give for it. */
function withoutToken({ method, ticket, attempt, web }: Setback, user: string | null): FindingText {
  const name = method === null ? 'the method' : METHOD_NAMES[method];
  const why = ticket === null ? (attempt?.detail ?? web?.detail ?? null) : ticket.text;
  return {
    title: `This PC has nothing to sign in with by ${name}.`,
    explanation: sentences(
      ticket === null
        ? `The operating system gave no token for ${name}.`
        : `The operating system gave no ticket for ${foreign(ticket.spn, 160)}.`,
      why === null || why.trim() === '' ? null : `It says: "${foreign(why, 200)}".`,
      ticket === null ? null : (TICKET_WORDS.get(ticket.failure) ?? null),
    ),
    remedy:
      user === null
        ? 'Sign in to Windows with the account of the organisation (or get a ticket with kinit), or type user name and password here.'
        : 'Use another method, or install and set up Kerberos on this PC (the realm and its domain controllers).',
    verify: 'klist',
    owner: 'helpdesk',
    alternatives: [
      'The PC is not a member of the domain: klist shows no ticket, and only typed credentials can work.',
      'The ticket of the sign-in to Windows has run out: after locking and unlocking the PC, or klist purge, it works.',
    ],
  };
}

const TICKET_WORDS: ReadonlyMap<string, string> = new Map([
  ['no-library', 'There is no Kerberos on this PC.'],
  ['no-ticket-cache', 'Nobody on this PC has signed in to Kerberos.'],
  ['expired-ticket', 'The ticket of an earlier sign-in has run out.'],
  ['no-mutual-authentication', 'The other side did not prove who it is.'],
]);

function offeredIn(choice: MethodChoice | null): readonly string[] {
  return (choice?.candidates ?? [])
    .filter(({ reason }) => reason !== 'not-offered')
    .map(({ method }) => METHOD_NAMES[method]);
}

function reasonsOf({ candidates }: MethodChoice): string {
  return candidates.map(({ method, reason, detail }) => `${reasonOf(method, reason, detail)}.`).join(' ');
}

function reasonOf(method: AuthMethod, reason: MethodReason, detail: string | null): string {
  const words = REASONS[reason];
  return `${METHOD_NAMES[method]} ${words}${detail === null || detail.trim() === '' ? '' : ` (${foreign(detail, 160)})`}`;
}

const ON_THIS_PC: ReadonlySet<MethodReason> = new Set([
  'no-ticket',
  'no-library',
  'no-credentials',
  'credentials-unsuitable',
]);

const REASONS: Readonly<Record<MethodReason, string>> = {
  'certificate-at-hand': 'could be used with a certificate of an earlier sign-in',
  'ticket-at-hand': 'could be used with a ticket',
  'next-in-order': 'could be used',
  'asked-for': 'was asked for',
  comparison: 'was tried for comparison',
  'not-offered': 'is not offered by the server',
  'not-asked-for': 'was left out, because this test was told to use another method',
  'earlier-method-used': 'was not needed',
  'failed-before': 'was tried before in this run and failed',
  outside: 'needs a domain controller, which cannot be reached from outside',
  'no-ticket': 'needs a ticket, and none is to be had',
  'no-kdc': 'needs a domain controller, and none was found',
  'no-library': 'needs a library that this PC does not have',
  'no-credentials': 'needs credentials, and none were given',
  'credentials-unsuitable': 'cannot be used with credentials of this kind',
  'incomplete-offer': 'is offered without what it needs',
};
