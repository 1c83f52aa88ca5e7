import type { Attempt, WebFailure } from '../facts/attempts.ts';
import type { PasswordStory, Setback } from '../facts/authentication.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import type { FindingText } from '../rule.ts';
import { aboutGuard, accountOf, showAccount, webAnswerOf } from '../authentication-words.ts';
import { foreign, sentences } from '../words.ts';
import { defineSetbackRule, hasWebService } from './setback-rule.ts';
import { askAgain, webHost, WHY_A_TICKET } from './web-words.ts';

export const webTicketRejected = defineSetbackRule({
  id: 'authentication.web-ticket-rejected',
  owner: 'server',
  cause: 'web-ticket-rejected',
  text: {
    title: 'The web service refuses to issue or to take a web ticket.',
    meaning:
      'The service for web tickets was reached and refused the logon (401), failed to handle it, or the ticket that it issued is not taken by the certificate service. A logon that is refused there can also mean a wrong password or a locked account: the service does not tell these apart.',
    remedy:
      'If the same password works elsewhere, check Windows authentication, the domain controllers and the load balancing of the web services.',
    reference: '[MS-OCAUTHWS] 3.2.4; [MS-OCER] 28001, 28020, 28032, 28077',
  },
  isApplicable: hasWebService,
  describe: (setback, facts) => {
    const { web, attempt } = setback;
    if (web?.failure === 'rejected' && isTicketStage(web)) return refusedLogon(setback, facts);
    if (web !== null && isTicketRefused(web)) return refusedTicket(web, attempt);
    return failedService(web, facts);
  },
});

function isTicketStage({ stage }: WebFailure): boolean {
  return stage === 'ticket' || stage === 'ticket-metadata';
}

function isTicketRefused({ stage, diagnosticsId, failure }: WebFailure): boolean {
  if (failure === 'wrong-audience' || failure === 'ticket-invalid') return true;
  return (
    (failure === 'rejected' && stage.startsWith('certificate')) ||
    [28032, 28072, 28077].includes(diagnosticsId ?? 0)
  );
}

/** 401 after the last message of the logon. */
function refusedLogon({ web, attempt }: Setback, { authentication }: RunFacts): FindingText {
  const { password } = authentication;
  const account = accountOf(password);
  const isProven = wasAcceptedBefore(password, attempt);
  return {
    title: `The web ticket service at ${webHost(web)} refuses the logon of ${account}.`,
    explanation: sentences(
      WHY_A_TICKET,
      web === null ? null : webAnswerOf(web),
      isProven
        ? 'The same password was accepted elsewhere in this run, so it is the service that is at fault.'
        : 'The service does not say why: a wrong password, a locked account and a fault of the service itself look the same here, and no other service has accepted the password in this run.',
      isProven ? null : aboutGuard(password),
    ),
    remedy: isProven
      ? `Check on ${webHost(web)} that Windows authentication is switched on for the directory WebTicket, and that its server reaches a domain controller.`
      : `Try the same name and password somewhere else that asks for them, such as web mail. If they are accepted there, check on ${webHost(web)} Windows authentication for the directory WebTicket and the way to the domain controllers.`,
    verify: isProven ? askAgain(web) : showAccount(password),
    alternatives: [
      ...(isProven
        ? []
        : [
            'The password or the user name is wrong: other services refuse it as well (authentication.credentials-rejected).',
            'The account is locked, disabled or expired: Get-ADUser shows it.',
          ]),
      'The service refuses everybody, for want of a domain controller or by its configuration: other users fail there too, and its event log says so.',
      'A proxy on the way breaks NTLM, which is bound to one connection: without the proxy, or from inside, it works.',
    ],
  };
}

function wasAcceptedBefore({ accepted }: PasswordStory, attempt: Attempt | null): boolean {
  return accepted !== null && (attempt === null || accepted.seq < attempt.startedSeq);
}

/** The logon was good; what came of it is not taken. */
function refusedTicket(web: WebFailure, attempt: Attempt | null): FindingText {
  const isAudience = web.failure === 'wrong-audience' || web.diagnosticsId === 28077;
  const audience = attempt?.webTicket?.audience ?? null;
  return {
    title: isAudience
      ? `${webHost(web)} says that the web ticket is made out for another service.`
      : `${webHost(web)} does not take the web ticket that was issued for it.`,
    explanation: sentences(
      'The logon was accepted and a web ticket was issued, but the next service refuses that ticket.',
      webAnswerOf(web),
      isAudience && audience !== null
        ? `The ticket names ${foreign(audience, 200)}, and it was shown at ${foreign(web.url, 200)}.`
        : null,
    ),
    remedy: isAudience
      ? 'Check the internal and external names of the web services in the topology, and that no proxy rewrites the host name on the way.'
      : 'Check that all members of the pool share their keys and that the load balancer keeps a client at one member.',
    verify: 'Get-CsService -WebServer',
    alternatives: isAudience
      ? [
          'The names of the web services are wrong in the topology, or a reverse proxy changes the host name: from inside it works.',
          'The ticket was issued by another pool than the one that is asked: the two addresses in the evidence belong to different pools.',
        ]
      : [
          'The load balancer sends the client to another member, which cannot check the ticket: at one member alone it works.',
          'The ticket was changed on the way, by a device that rewrites web traffic: from another network it works.',
        ],
  };
}

function failedService(web: WebFailure | null, { authentication }: RunFacts): FindingText {
  return {
    title: `The web ticket service at ${webHost(web)} ${web === null ? 'fails' : (FAILED[web.failure] ?? 'issues no web ticket')}.`,
    explanation: sentences(
      WHY_A_TICKET,
      web === null ? null : webAnswerOf(web),
      authentication.password.accepted === null ? aboutGuard(authentication.password) : null,
    ),
    remedy: `Check on ${webHost(web)} Windows authentication for the directory WebTicket, the application pool, the way to the domain controllers, and the event log of the web services.`,
    verify: askAgain(web),
    alternatives:
      web?.diagnosticsId === 28020
        ? [
            'The password is wrong: some versions of the service say it this way; other services refuse it too.',
            'A proxy removes the Authorization header: from inside it works.',
          ]
        : [
            'Windows authentication is switched off for the web services: nobody gets a ticket.',
            'The server cannot reach a domain controller: its event log says so, and other users fail as well.',
          ],
  };
}

const FAILED: Readonly<Partial<Record<WebFailure['failure'], string>>> = {
  'no-usable-challenge': 'does not ask for Windows credentials',
  'no-port': 'names no way in for Windows authentication',
  'http-500': 'fails with error 500',
};
