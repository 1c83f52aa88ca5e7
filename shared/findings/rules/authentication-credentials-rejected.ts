import { NTLM_SKEW_MS, skewOver } from '../facts/server-clocks.ts';
import type { TicketFailure } from '../facts/attempts.ts';
import type { Setback } from '../facts/authentication.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { FindingText } from '../rule.ts';
import {
  aboutDiagnostic,
  aboutGuard,
  accountOf,
  answerOf,
  METHOD_NAMES,
  serverOf,
  showAccount,
  skewInWords,
} from '../authentication-words.ts';
import { capital } from '../connection-words.ts';
import { foreign, sentences } from '../words.ts';
import { defineSetbackRule, hasAttempt } from './setback-rule.ts';

export const credentialsRejected = defineSetbackRule({
  id: 'authentication.credentials-rejected',
  owner: 'user',
  cause: 'credentials-rejected',
  text: {
    title: 'The server does not accept the user name and password.',
    meaning:
      'The server went through the whole sign-in and refused at its end (401). It does not say why: to it a wrong password, a locked, disabled or expired account and a policy against the method all look alike. A password that was refused is not sent anywhere else by this test, because further wrong tries can lock the account.',
    remedy:
      'Check the password where it is known to be asked for (web mail, Windows sign-in), then the form of the user name, then the state of the account in the directory.',
    reference: '[MS-SIPAE] 3.3.5.2; [MS-OCER] 1000',
  },
  isApplicable: hasAttempt,
  describe: (setback, facts) => {
    if (setback.ticket !== null) return byKdc(setback.ticket, facts);
    return setback.method === 'kerberos' ? byServerOfTicket(setback, facts) : byServer(setback, facts);
  },
});

function byServer(setback: Setback, facts: RunFacts): FindingText {
  const { authentication } = facts;
  const account = accountOf(authentication.password);
  const skew = skewOver(authentication.clocks, NTLM_SKEW_MS);
  const method = setback.method === null ? 'the' : METHOD_NAMES[setback.method];
  return {
    title: `${capital(serverOf(setback))} does not accept the user name and password of ${account}.`,
    explanation: sentences(
      `The ${method} sign-in was carried through to its last message, and that one was refused.`,
      answerOf(setback.attempt),
      aboutDiagnostic(setback.attempt?.diagnostic ?? null),
      'The server cannot tell the reasons apart, or does not want to: a wrong password looks the same as a locked, disabled or expired account.',
      aboutGuard(authentication.password),
    ),
    remedy: `Try the same name and password somewhere else that asks for them, such as web mail. If they are refused there too, correct them or have the password changed; if they are accepted there, have the account ${account} checked in the directory.`,
    verify: showAccount(authentication.password),
    alternatives: [
      ...(skew === null
        ? []
        : [
            `The clocks are too far apart (authentication.clock-skew): this PC is ${skewInWords(skew)}; with the right time it works.`,
          ]),
      'The password is wrong, or was changed and an old one is still typed or saved: other services refuse it as well.',
      'The user name has the wrong form or domain: DOMAIN\\name works where the address does not, or the other way round.',
      'The account is locked after too many wrong tries: Get-ADUser shows LockedOut, and it works again after a while or after unlocking.',
      'The account is disabled or expired, or may not sign in at this hour or from this computer: Get-ADUser shows it.',
      'The password has expired or must be changed at the next sign-in: Windows asks for a new one.',
      'NTLM is refused by policy (authentication.ntlm-refused): nobody gets in with NTLM, whatever the password; domain controllers log event 8004.',
    ],
  };
}

/** The KDC says what it does not like, as a server of NTLM never would (RFC 4120 7.5.9). */
function byKdc(ticket: TicketFailure, { authentication }: RunFacts): FindingText {
  const account = accountOf(authentication.password);
  const { what, remedy } = kdcWords(ticket.failure, account);
  return {
    title: `The domain controller does not accept ${what}.`,
    explanation: sentences(
      `Asked for a ticket for ${foreign(ticket.spn, 160)}, Kerberos said: "${foreign(ticket.text, 200)}"${ticket.code === null ? '' : ` (${foreign(ticket.code, 60)})`}.`,
      aboutGuard(authentication.password),
    ),
    remedy,
    verify: showAccount(authentication.password),
    alternatives:
      ticket.failure === 'unknown-user'
        ? [
            'The user name is misspelled or names the wrong domain: Get-ADUser does not find it.',
            'The PC asks the domain controllers of another domain: the realm in the evidence is not the one of the user.',
          ]
        : [],
  };
}

function kdcWords(failure: string, account: string): { readonly what: string; readonly remedy: string } {
  switch (failure) {
    case 'unknown-user':
      return {
        what: `the user name ${account}: it knows no such account`,
        remedy: 'Correct the user name, or write it as DOMAIN\\name or as name@domain of the directory.',
      };
    case 'password-expired':
      return {
        what: `the password of ${account} any more: it has expired`,
        remedy: 'Change the password (Ctrl+Alt+Del, or the password portal), then sign in again.',
      };
    default:
      return {
        what: `the password of ${account}`,
        remedy:
          'Type the password again; watch Caps Lock and the keyboard layout. If it is forgotten, have it reset.',
      };
  }
}

/** The ticket came, so that the password is good: it is the server that cannot use the ticket. */
function byServerOfTicket(setback: Setback, { authentication }: RunFacts): FindingText {
  const target = setback.attempt?.endpoint.host ?? '';
  return {
    title: `${capital(serverOf(setback))} does not accept the Kerberos ticket of ${accountOf(authentication.password)}.`,
    explanation: sentences(
      'The domain controller issued a ticket, so the account and its password are in order; it is the server that refuses the ticket.',
      answerOf(setback.attempt),
      aboutDiagnostic(setback.attempt?.diagnostic ?? null),
    ),
    remedy: `Check which account holds the service name of ${foreign(target, 120)} and whether the server runs under it (setspn -Q, setspn -X).`,
    verify: /^[\w.-]+$/.test(target) ? `setspn -Q sip/${target}` : null,
    owner: 'directory',
    alternatives: [
      'The service name is registered for another account, or twice: setspn -X lists it (authentication.spn-unknown).',
      'The ticket is older than a change of the service account: after klist purge, or on another PC, it works.',
      'The ticket is too large, because the user is in very many groups: other users get in.',
      'The clocks of server and domain controller differ: other users do not get in with Kerberos either.',
    ],
  };
}
