import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { parseNameAddrList } from '../../protocol/sip/name-addr.ts';
import { parseSipUri } from '../../protocol/sip/sip-uri.ts';
import { isUsable, statusLine, type FinalAnswer } from '../facts/registrations.ts';
import { aboutDiagnostic, answerOf, METHOD_NAMES } from '../authentication-words.ts';
import { openssl } from '../connection-words.ts';
import { joinRules } from '../rule.ts';
import { command, foreign, sentences } from '../words.ts';
import { defineAnswerRule } from './registration-rule.ts';
import { defineSetbackRule, hasAttempt } from './setback-rule.ts';

const byStatus = defineAnswerRule({
  id: 'authentication.server-error',
  severity: 'error',
  owner: 'server',
  text: {
    title: 'The server answers the sign-in with an error.',
    meaning:
      'The server was reached and speaks SIP, but ends the sign-in with a status for which there is no more exact explanation here.',
    remedy:
      'Read the status and the diagnostic code of the answer, and look for the same Call-ID in the logs of the server.',
    reference: 'RFC 3261 21',
  },
  applies: (final) => !isUsable(final) && ![401, 403, 404, 407, 408, 503, 504].includes(final.status),
  describe: ({ host, final, attempt }) => {
    const target = final.status < 400 ? contactOf(final) : null;
    return {
      title:
        target === null || attempt !== null
          ? `The server ${host} ends the sign-in with status ${statusLine(final)}.`
          : `The server ${host} sends the sign-in on to ${target} before it has asked who signs in.`,
      explanation: `${meaningOf(final.status)} The network and the certificate are in order.`,
      remedy:
        target === null || attempt !== null
          ? `Look in the logs of ${host} for this request; its Call-ID is in the evidence.`
          : `Servers of Lync and Skype for Business redirect only after they have asked for credentials. Find out what ${host} is; if ${target} is the right server, let DNS name that one.`,
      verify: command((safe) => `Get-CsWindowsService -ComputerName ${safe}`, host),
    };
  },
});

/** The answer, or the token in it, makes no sense. */
const byContent = defineSetbackRule({
  id: byStatus.id,
  owner: 'server',
  cause: 'unreadable',
  text: byStatus.text,
  isApplicable: hasAttempt,
  describe: ({ attempt, method }) => {
    const host = foreign(attempt?.endpoint.host ?? 'the server');
    const name = method === null ? 'one method' : METHOD_NAMES[method];
    const detail = attempt?.detail ?? '';
    const rejected = attempt?.last?.rejected ?? null;
    return {
      title:
        attempt?.outcome === 'refused'
          ? `The server ${host} does not go on with ${name}, which it offers.`
          : `The server ${host} answers the sign-in by ${name} with something that cannot be read.`,
      explanation: sentences(
        detail.trim() === '' ? null : `What is wrong with it: ${foreign(detail, 200)}.`,
        rejected === null ? null : `It began with "${foreign(rejected.head, 80)}".`,
        answerOf(attempt),
        aboutDiagnostic(attempt?.diagnostic ?? null),
      ),
      remedy: `Look in the logs of ${host} for this request; its Call-ID is in the evidence.`,
      verify: attempt === null ? null : openssl(attempt.endpoint),
      alternatives: [
        'A device on the way changes or shortens SIP: from another network the answer can be read.',
        'The server is of a kind or version that is not known here: it is the same from everywhere.',
      ],
    };
  },
});

export const serverError = joinRules(byStatus, byContent);

/** Where a redirect leads: the first place of its Contact headers (RFC 3261 8.1.3.4); null when it names none. */
function contactOf({ headers }: FinalAnswer): string | null {
  const contact = headers.find(({ name }) => /^(?:contact|m)$/i.test(name))?.value;
  const first = contact === undefined ? null : (parseNameAddrList(contact)?.[0] ?? null);
  const uri = first === null ? null : parseSipUri(first.uri);
  if (uri === null) return null;
  return foreign(uri.port === null ? uri.host : formatHostAndPort({ host: uri.host, port: uri.port }), 160);
}

/** Source: RFC 3261 21. */
function meaningOf(status: number): string {
  if (status < 400) return 'The server sends the client elsewhere before it has signed in.';
  if (status < 500) return 'The server does not accept the request in this form, or not for this user.';
  if (status < 600) return 'The server failed to handle the request.';
  return 'The server declines the request for good.';
}
