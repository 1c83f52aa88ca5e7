import type { AuthMethod } from '../../run/ids.ts';
import { STAGE_ERRANDS } from '../describe/web-service.ts';
import { WITHDRAWAL_LABEL, type GhostRung } from '../ladder-model.ts';
import type { SignInFacts } from '../sign-in-facts.ts';
import type { DraftRung } from './draft.ts';
import {
  ANONYMOUS_REGISTER,
  AUTODISCOVER,
  BY_METHOD,
  HOME_BY_METHOD,
  HOME_REGISTER,
  HOME_TCP,
  HOME_TLS,
  LOOK_UP,
  REDIRECT,
  REGISTER_WITH_CREDENTIALS,
  SETTINGS,
  SIGN_OUT,
  TCP,
  TLS,
  WITH_CREDENTIALS,
} from './ghost-catalogue.ts';

type Sight = Pick<DraftRung, 'protocol' | 'toLane' | 'label' | 'step' | 'settings'>;

/**
 * The rest of a whole sign-in: every rung of it that this log has not seen and that can still be expected.
 * A failure leaves the rest standing, so that one sees how far it came.
 */
export function ghostsAfter(rungs: readonly Sight[], facts: SignInFacts): readonly GhostRung[] {
  const isManual = facts.start !== null && facts.start.data.plan.server !== null;
  const { authentication } = facts;
  // Logs of clients leave out what they like; of a sign-in that stopped one still wants to know what should have come.
  if (facts.isImported)
    return authentication.isSignedIn ? [] : [...proof(rungs, facts), ...settings(rungs, facts)];
  const expected = [
    ...(saw(rungs, 'dns') || facts.isDiscovered ? [] : [LOOK_UP]),
    ...(saw(rungs, 'http') || facts.isDiscovered || isManual ? [] : [AUTODISCOVER]),
    ...(saw(rungs, 'tcp', 'sip:') ? [] : [TCP]),
    ...(saw(rungs, 'tls', 'sip:') ? [] : [TLS]),
    ...(saw(rungs, 'sip', 'sip:') ? [] : [ANONYMOUS_REGISTER]),
    ...proof(rungs, facts),
    ...settings(rungs, facts),
    ...(isSignedOut(rungs, facts) ? [] : [SIGN_OUT]),
  ];
  return authentication.wantsSignIn ? expected.map((one) => WITH_CREDENTIALS.get(one) ?? one) : expected;
}

function saw(rungs: readonly Sight[], protocol: Sight['protocol'], lanes = ''): boolean {
  return rungs.some((rung) => rung.protocol === protocol && rung.toLane.startsWith(lanes));
}

/** Who somebody is is proved to the first server, and again to each one to which that one leads. */
function proof(rungs: readonly Sight[], facts: SignInFacts): readonly GhostRung[] {
  const { authentication, redirection } = facts;
  if (authentication.isSignedIn) return [];
  if (redirection.hops.length === 0) {
    return [...(authentication.isAuthenticated ? [] : credentials(rungs, facts, BY_METHOD)), REDIRECT];
  }
  const home = rungs.filter(({ step }) => step === 'redirection');
  return [
    ...(saw(home, 'tcp', 'sip:') ? [] : [HOME_TCP]),
    ...(saw(home, 'tls', 'sip:') ? [] : [HOME_TLS]),
    ...(saw(home, 'sip', 'sip:') ? [] : [HOME_REGISTER]),
    ...credentials(home, facts, HOME_BY_METHOD),
  ];
}

/** What was not asked for yet; what the server does not have is left out as well. */
function settings(rungs: readonly Sight[], { load }: SignInFacts): readonly GhostRung[] {
  return [...SETTINGS].flatMap(([kind, ghost]) => {
    const isAsked = rungs.some((rung) => rung.settings?.kind === kind);
    return isAsked || load.concluded.get(kind)?.outcome === 'not-asked' ? [] : [ghost];
  });
}

function isSignedOut(rungs: readonly Sight[], { authentication }: SignInFacts): boolean {
  return authentication.withdrawal !== null || rungs.some(({ label }) => label.startsWith(WITHDRAWAL_LABEL));
}

/** The rest of the method that was chosen; before that of the one that a client would choose. */
function credentials(
  rungs: readonly Sight[],
  facts: SignInFacts,
  byMethod: typeof BY_METHOD,
): readonly GhostRung[] {
  const { signIn, choice } = facts.authentication;
  const method = signIn?.method ?? choice?.data.method ?? likelyMethod(facts);
  if (method === null) return [REGISTER_WITH_CREDENTIALS];
  // One that was sent on has done its part; the next server begins with the first.
  let sent = signIn === null || signIn.outcome === 'redirected' ? 0 : signIn.registers - 1;
  const hasTicket = rungs.some(({ protocol }) => protocol === 'kerberos');
  const hasCertificate =
    choice?.data.reason === 'certificate-at-hand' ||
    sent > 0 ||
    facts.authentication.sentOn !== null ||
    rungs.some(({ protocol, label }) => protocol === 'http' && label.startsWith(STAGE_ERRANDS.certificate));
  return byMethod[method].filter(({ protocol }) => {
    if (protocol === 'kerberos') return !hasTicket;
    if (protocol === 'http') return !hasCertificate;
    sent -= 1;
    return sent < 0;
  });
}

/**
 * The client's order: inside Kerberos, else NTLM, else TLS-DSK with a new certificate.
 * Source: [MS-SIPAE] 3.3.5.1 leaves the choice to the client.
 */
function likelyMethod({ offered, network }: SignInFacts): AuthMethod | null {
  const order =
    network === 'internal' ? (['kerberos', 'ntlm', 'tls-dsk'] as const) : (['ntlm', 'tls-dsk'] as const);
  return order.find((method) => offered?.includes(method)) ?? null;
}
