import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import type { AutodiscoverDocument, SipAccess } from '../../events/http-events.ts';
import { visible, visibleBlock } from '../../lib/text.ts';
import { hostAndPort } from '../describe/dns.ts';
import { duration } from '../../lib/duration.ts';
import { HTTP_FAILURE_LABELS, REFUSAL_REASONS, REJECTION_LABELS } from '../describe/http.ts';
import type { DetailField, DetailSection } from '../details-model.ts';
import { authenticationSections } from './authentication-details.ts';
import { diagnosticSections } from './diagnostic-details.ts';
import { field, fields } from './fields.ts';
import { headersOf, HTTP_HEADER_MEANINGS } from './headers.ts';

/** What the log keeps of a body. */
const LOGGED_BODY = 65_536;

export function httpDetails(events: readonly LoggedEvent[]): readonly DetailSection[] {
  return events.flatMap((event): readonly DetailSection[] => {
    switch (event.kind) {
      case 'http.request.sent':
        return [requestMessage(event)];
      case 'http.response.received':
        return [...diagnosticSections(event.data.headers), responseMessage(event)];
      case 'http.request.failed': {
        const { failure, detail, tookMs } = event.data;
        return [
          fields('No answer', [
            field('Reason', HTTP_FAILURE_LABELS[failure], null, 'bad'),
            detail === '' ? null : field('Detail', detail),
            field('Time', duration(tookMs)),
          ]),
        ];
      }
      case 'autodiscover.document.read':
        return documentSections(event.data.document);
      case 'autodiscover.document.rejected':
        return [
          {
            kind: 'text',
            title: 'Not an autodiscover answer',
            text: `${REJECTION_LABELS[event.data.reason]}: ${visible(event.data.detail, 400)}`,
            tone: 'bad',
          },
        ];
      case 'autodiscover.ticket.required':
        return [
          fields('Asks for a web ticket', [
            field(
              'Tickets from',
              event.data.webTicketUrl ?? 'not said',
              'The user’s own document is given out only after a sign-in.',
            ),
            event.data.supported === null ? null : field('Accepts', event.data.supported),
          ]),
        ];
      case 'http.redirect.followed':
      case 'http.redirect.refused':
        return [redirectSection(event)];
      default:
        return authenticationSections(event);
    }
  });
}

function requestMessage({ data }: LoggedEventOf<'http.request.sent'>): DetailSection {
  return {
    kind: 'message',
    title: data.proxy === null ? 'Request' : `Request, through the proxy ${visible(data.proxy, 255)}`,
    direction: 'sent',
    startLine: `${visible(data.method, 20)} ${visible(data.url, 1_000)}`,
    headers: headersOf(data.headers, HTTP_HEADER_MEANINGS),
    body: '',
    bodyNote: null,
  };
}

function responseMessage({ data }: LoggedEventOf<'http.response.received'>): DetailSection {
  const isCut = data.body.length >= LOGGED_BODY;
  return {
    kind: 'message',
    title: `Answer after ${duration(data.tookMs)}`,
    direction: 'received',
    startLine: `HTTP ${data.status} ${visible(data.reason, 200)}`.trim(),
    headers: headersOf(data.headers, HTTP_HEADER_MEANINGS),
    body: visibleBlock(data.body),
    bodyNote: isCut ? `Cut after 64 KiB; the whole body has ${data.bodyBytes} bytes.` : null,
  };
}

function documentSections(document: AutodiscoverDocument): readonly DetailSection[] {
  const location: DetailField | null =
    document.accessLocation === null
      ? null
      : field(
          'Seen from',
          document.accessLocation,
          document.accessLocation === 'internal'
            ? 'The service takes this PC to be inside the organisation.'
            : 'The service takes this PC to be outside of the organisation.',
        );
  const access: readonly (readonly [string, SipAccess | null])[] = [
    ['SIP server inside', document.sipClientInternalAccess],
    ['SIP server outside', document.sipClientExternalAccess],
    ['Pool inside', document.sipServerInternalAccess],
    ['Pool outside', document.sipServerExternalAccess],
  ];
  const head = fields('Autodiscover document', [
    field('Part', document.resource),
    field('Written as', document.format.toUpperCase()),
    location,
    ...access.map(([name, place]) => (place === null ? null : field(name, accessText(place), null, 'good'))),
  ]);
  if (document.links.length === 0) return [head];
  return [
    head,
    {
      kind: 'table',
      title: 'Leads on to',
      columns: ['What', 'Where'],
      rows: document.links.map(({ token, href }) => [visible(token, 80), visible(href, 600)]),
    },
  ];
}

function accessText({ fqdn, port }: SipAccess): string {
  return port === null ? fqdn : hostAndPort(fqdn, port);
}

function redirectSection(
  event: LoggedEventOf<'http.redirect.followed' | 'http.redirect.refused'>,
): DetailSection {
  const { from, to, kind } = event.data;
  const isRefused = event.kind === 'http.redirect.refused';
  return fields(isRefused ? 'Redirect, not followed' : 'Redirect', [
    field('From', from),
    field('To', to),
    field('Said by', kind === 'http' ? 'the web server' : 'the autodiscover document'),
    isRefused ? field('Not followed', REFUSAL_REASONS[event.data.reason], null, 'bad') : null,
  ]);
}
