import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { parseNameAddrList } from '../../protocol/sip/name-addr.ts';
import { parseSipUri } from '../../protocol/sip/sip-uri.ts';
import { isUsable, statusLine, type FinalAnswer } from '../facts/registrations.ts';
import { command, foreign } from '../words.ts';
import { defineAnswerRule } from './registration-rule.ts';

export const serverError = defineAnswerRule({
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
  describe: ({ host, final }) => {
    const target = final.status < 400 ? contactOf(final) : null;
    return {
      title:
        target === null
          ? `The server ${host} ends the sign-in with status ${statusLine(final)}.`
          : `The server ${host} sends the sign-in on to ${target} before it has asked who signs in.`,
      explanation: `${meaningOf(final.status)} The network and the certificate are in order.`,
      remedy:
        target === null
          ? `Look in the logs of ${host} for this request; its Call-ID is in the evidence.`
          : `Servers of Lync and Skype for Business redirect only after they have asked for credentials. Find out what ${host} is; if ${target} is the right server, let DNS name that one.`,
      verify: command((safe) => `Get-CsWindowsService -ComputerName ${safe}`, host),
    };
  },
});

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
