import { dateTime } from '../../lib/date.ts';
import { webAnswerOf } from '../authentication-words.ts';
import { sentences } from '../words.ts';
import { defineSetbackRule, hasWebService } from './setback-rule.ts';
import { webHost } from './web-words.ts';

export const webTicketExpired = defineSetbackRule({
  id: 'authentication.web-ticket-expired',
  owner: 'server',
  cause: 'web-ticket-expired',
  text: {
    title: 'The web ticket has already expired when it is issued.',
    meaning:
      'A web ticket is good for some hours. One that is over when it arrives, or that the next service calls expired at once, points to servers whose clocks do not agree, or to a wrong lifetime in their configuration.',
    remedy: 'Compare the clocks of the web servers with each other and with a time server.',
    reference: '[MS-OCER] 28033; [MS-OCAUTHWS] 3.2',
  },
  isApplicable: hasWebService,
  describe: ({ web, attempt }, { log }) => {
    const ticket = attempt?.webTicket ?? null;
    const from = ticket?.createdMs ?? null;
    const until = ticket?.expiresMs ?? null;
    const atMs = log.find(({ seq }) => seq === ticket?.seq)?.wall ?? null;
    return {
      title: `The web ticket for ${webHost(web)} has already expired when it is issued.`,
      explanation: sentences(
        'The logon was accepted and a web ticket was issued, but it is not valid any more.',
        until === null
          ? null
          : `It is valid ${from === null ? '' : `from ${dateTime(from)} `}until ${dateTime(until)}${atMs === null ? '' : `; by the clock of this PC it came at ${dateTime(atMs)}`}.`,
        web === null ? null : webAnswerOf(web),
      ),
      remedy:
        'Check the clocks of all web servers of the pool (w32tm /query /status on each), then restart their web services.',
      verify: 'w32tm /query /status',
      alternatives: [
        'The clock of the server that issues tickets is wrong: all users fail at it.',
        'The clock of this PC is wrong: other PCs get in, and the date shown here is not the right one.',
        'A device on the way serves an old answer again: each try brings a ticket with the same times.',
      ],
    };
  },
});
