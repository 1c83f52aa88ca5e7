import { foreign, listed, sentences } from '../words.ts';
import { defineRequestRule } from './settings-rule.ts';
import { homeHostOf, isOutage, showFabric } from './settings-words.ts';

export const presenceFailed = defineRequestRule({
  id: 'settings.presence-failed',
  severity: 'warning',
  owner: 'server',
  text: {
    title: 'Who is available and who is not cannot be learned.',
    meaning:
      'After the sign-in the client asks for its own presence and for that of the contacts. Without the first it cannot show or set the state of the user, without the second everybody in the list stays "presence unknown". Chat and calls work.',
    remedy:
      'Check the services and the database of the home pool, and that nothing between the client and the pool changes or refuses SIP requests.',
    reference: '[MS-PRES] 3.7; RFC 6665 4.1.3',
  },
  requests: ['self', 'presence'],
  describe: (one, facts, all) => {
    const host = homeHostOf(facts);
    const isOwn = all.some(({ request }) => request === 'self');
    const isOthers = all.some(({ request }) => request === 'presence');
    const invalid = facts.settings.contacts?.value.invalidUris ?? [];
    const isBadEntry = isOthers && one.status === 400 && invalid.length > 0;
    return {
      title: isOwn
        ? isOthers
          ? 'You are signed in, but neither your own presence nor that of your contacts can be had.'
          : 'You are signed in, but your own presence could not be loaded.'
        : `You are signed in, but the presence of your contacts could not be loaded${one.pool === null ? '' : ` from ${foreign(one.pool)}`}.`,
      explanation: sentences(
        isOthers ? 'People in the list are shown as "presence unknown".' : null,
        isOwn ? 'The client cannot show or set your own state.' : null,
        one.status === 489
          ? `The server does not know this kind of subscription (Event), which every server of Lync 2010 or later does: what answers is of another make, or something in between takes requests that it does not know.`
          : null,
        isBadEntry
          ? `The contact list holds ${invalid.length === 1 ? 'an address' : 'addresses'} that can stand in no request: ${listed(invalid.map((uri) => foreign(uri, 80)))}. One of them is enough for a server to refuse them all.`
          : null,
      ),
      remedy: isBadEntry
        ? 'Take the damaged address out of the contact list.'
        : isOutage(one) || one.outcome === 'no-answer'
          ? `Check the services and the database of the pool of ${host} (Get-CsPoolFabricState, Get-CsWindowsService).`
          : `Look in the logs of ${host} for this request; its Call-ID is in the evidence.`,
      verify: showFabric(facts),
      ...(isBadEntry ? { owner: 'helpdesk' as const } : {}),
      alternatives: [
        ...(one.status === 489
          ? [
              'A device on the way (SIP inspection, session border controller) answers in the place of the server: from another network it works.',
            ]
          : []),
        'The presence service of the pool is down or overloaded: others see no presence either.',
        ...(one.pool === null
          ? []
          : [`The way between the pools is broken: users of ${foreign(one.pool)} see each other.`]),
      ],
    };
  },
});
