import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import { clockSkewMs, TOLERABLE_SKEW_MS } from '../../findings/facts/clock.ts';
import { visible, visibleBlock } from '../../lib/text.ts';
import type { OfferedScheme } from '../../protocol/sip/offered-schemes.ts';
import { duration, span } from '../../lib/duration.ts';
import { LOOKS_LIKE_LABELS, METHOD_NAMES, TRANSACTION_FAILURE_LABELS } from '../describe/sip.ts';
import type { DetailField, DetailSection } from '../details-model.ts';
import { productName } from '../settings/product-name.ts';
import { challengesOf, credentialsOf, headerOf, serverSignatureOf } from '../sip-reading.ts';
import { settingsTopic } from '../subscription-reading.ts';
import { authenticationSections } from './authentication-details.ts';
import { closing } from './connection-details.ts';
import { diagnosticSections } from './diagnostic-details.ts';
import { field, fields } from './fields.ts';
import { headersOf } from './headers.ts';
import { credentialsSection, serverSignatureSection, tokenField } from './proof-details.ts';
import { SIP_HEADER_MEANINGS } from './sip-header-meanings.ts';
import { askSections, deliverySections, notificationSections } from './subscription-details.ts';

export function sipDetails(events: readonly LoggedEvent[]): readonly DetailSection[] {
  const request = events.find((event) => event.kind === 'sip.request.sent');
  const topic = request === undefined ? null : settingsTopic(request.data);
  return events.flatMap((event): readonly DetailSection[] => {
    switch (event.kind) {
      case 'sip.request.sent':
        return [...askSections(event), ...credentialSections(event), requestMessage(event)];
      case 'sip.request.received':
        return [...notificationSections(event), ...credentialSections(event), requestMessage(event)];
      case 'sip.response.sent':
        return [ownAnswer(event)];
      case 'sip.response.received':
        return [...deliverySections(event, topic), ...responseSections(event)];
      case 'sip.message.rejected':
        return [
          fields('Not a SIP message', [
            field('Looks like', LOOKS_LIKE_LABELS[event.data.looksLike], null, 'bad'),
            field('Detail', event.data.detail),
          ]),
          { kind: 'text', title: 'What came', text: visibleBlock(event.data.head, 4_096), tone: 'neutral' },
        ];
      case 'sip.transaction.failed':
        return [
          fields('No answer', [
            field('Reason', TRANSACTION_FAILURE_LABELS[event.data.failure], null, 'bad'),
            field('Time', duration(event.data.tookMs)),
          ]),
        ];
      default: {
        const closed = closing(event);
        return closed.length === 0 ? authenticationSections(event) : [fields('Connection', closed)];
      }
    }
  });
}

function credentialSections({
  data,
}: LoggedEventOf<'sip.request.sent' | 'sip.request.received'>): readonly DetailSection[] {
  const proof = credentialsOf(data.headers);
  return proof === null ? [] : [credentialsSection(proof)];
}

function requestMessage(event: LoggedEventOf<'sip.request.sent' | 'sip.request.received'>): DetailSection {
  const { method, requestUri, headers, body } = event.data;
  return {
    kind: 'message',
    title: event.kind === 'sip.request.sent' ? 'Request' : 'Request from the server',
    direction: event.kind === 'sip.request.sent' ? 'sent' : 'received',
    startLine: `${visible(method, 80)} ${visible(requestUri, 1_000)} SIP/2.0`,
    headers: headersOf(headers, SIP_HEADER_MEANINGS),
    body: visibleBlock(body),
    bodyNote: null,
  };
}

/** It has no body. */
function ownAnswer({ data: { status, reason, headers } }: LoggedEventOf<'sip.response.sent'>): DetailSection {
  return {
    kind: 'message',
    title: 'Our answer',
    direction: 'sent',
    startLine: `SIP/2.0 ${status} ${visible(reason, 400)}`.trim(),
    headers: headersOf(headers, SIP_HEADER_MEANINGS),
    body: '',
    bodyNote: null,
  };
}

function responseSections(event: LoggedEventOf<'sip.response.received'>): readonly DetailSection[] {
  const { status, reason, headers, body, tookMs } = event.data;
  const server = serverFields(event);
  const signature = serverSignatureOf(headers);
  return [
    ...(signature === null ? [] : [serverSignatureSection(signature)]),
    ...challengesOf(event.data).map(challengeSection),
    ...diagnosticSections(headers),
    ...(server.length === 0 ? [] : [fields('About the server', server)]),
    {
      kind: 'message',
      title: `Answer after ${duration(tookMs)}`,
      direction: 'received',
      startLine: `SIP/2.0 ${status} ${visible(reason, 400)}`.trim(),
      headers: headersOf(headers, SIP_HEADER_MEANINGS),
      body: visibleBlock(body),
      bodyNote: null,
    },
  ];
}

function challengeSection(offer: OfferedScheme): DetailSection {
  return fields(
    `Sign-in method: ${offer.method === 'other' ? visible(offer.scheme, 40) : METHOD_NAMES[offer.method]}`,
    [
      offer.realm === null ? null : field('Realm', offer.realm),
      offer.targetname === null
        ? null
        : field(
            'Target name',
            offer.targetname,
            offer.method === 'kerberos'
              ? 'The service for which a Kerberos ticket is needed.'
              : 'The Front End that answered.',
          ),
      field('Version', offer.version === null ? 'not said' : String(offer.version)),
      offer.stsUri === null
        ? null
        : field('Certificates from', offer.stsUri, 'The web service that issues client certificates.'),
      offer.opaque === null ? null : field('Association', offer.opaque),
      tokenField(offer.gssapiData),
      offer.isComplete ? null : field('Readable', 'only in part', null, 'warning'),
    ],
  );
}

function serverFields(event: LoggedEventOf<'sip.response.received'>): readonly DetailField[] {
  const { headers, tookMs } = event.data;
  const product = headerOf(headers, 'Server');
  const skewMs = clockSkewMs(headers, event.wall, tookMs);
  const logon = headerOf(headers, 'ms-user-logon-data');
  const list: DetailField[] = [];
  if (product !== null) list.push(field('Product', product, productName(product)));
  if (skewMs !== null) {
    const isTolerable = Math.abs(skewMs) <= TOLERABLE_SKEW_MS;
    const meaning =
      Math.abs(skewMs) < 2_000
        ? 'Agrees with the clock of this PC.'
        : `${span(skewMs)} ${skewMs > 0 ? 'ahead of' : 'behind'} the clock of this PC.`;
    list.push(field('Clock', headerOf(headers, 'Date') ?? '', meaning, isTolerable ? 'neutral' : 'bad'));
  }
  if (logon !== null) {
    const meaning = /remoteuser/i.test(logon) ? 'The way leads through an Edge server.' : null;
    list.push(field('Way in', logon, meaning));
  }
  return list;
}
