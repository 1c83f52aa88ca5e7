import type { EventData, LoggedEvent } from '../../events/catalogue.ts';
import type { Certificate } from '../../events/connection-events.ts';
import { dateTime } from '../../lib/date.ts';
import { counted } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import {
  STAGE_ERRANDS,
  WEB_SERVICE_FAILURE_MEANINGS,
  WEB_SERVICE_FAILURES,
} from '../describe/web-service.ts';
import type { DetailSection } from '../details-model.ts';
import { certificateSection } from './certificate-details.ts';
import { field, fields } from './fields.ts';

/** What an event of TLS-DSK's errands on the web says; nothing for any other. */
export function webServiceSections(event: LoggedEvent): readonly DetailSection[] {
  switch (event.kind) {
    case 'web-service.metadata.read':
      return [
        {
          kind: 'table',
          title: 'Ways into the service',
          columns: ['Port', 'Address', 'Tickets from', 'Ticket with proof'],
          rows: event.data.ports.map(({ name, url, ticketIssuer, needsProof }) => [
            visible(name, 120),
            visible(url, 600),
            ticketIssuer === null ? 'takes none' : visible(ticketIssuer, 600),
            needsProof ? 'yes' : 'no',
          ]),
        },
      ];
    case 'web-ticket.issued':
      return [ticketSection(event.data)];
    case 'client-certificate.issued':
      return [
        fields('Client certificate issued', [
          field('Device', event.data.deviceId, 'One certificate for each user and device.'),
          field('Valid until', dateTime(event.data.certificate.notAfterMs), null, 'good'),
        ]),
        clientCertificate(event.data.certificate, 'Stands in for the password in later sign-ins.'),
      ];
    case 'client-certificate.found':
      return [
        clientCertificate(
          event.data.certificate,
          event.data.usable
            ? 'Kept from an earlier sign-in, and still of use.'
            : 'Kept from an earlier sign-in; its time is over, or nearly so.',
        ),
      ];
    case 'web-service.failed':
      return [failureSection(event.data)];
    default:
      return [];
  }
}

function ticketSection(data: EventData<'web-ticket.issued'>): DetailSection {
  const { audience, createdMs, expiresMs, name, assertionBytes, hasProofKey } = data;
  return fields('Web ticket', [
    name === null ? null : field('For', name, null, 'good'),
    field('Good at', audience),
    createdMs === null ? null : field('Valid from', dateTime(createdMs)),
    expiresMs === null ? null : field('Valid until', dateTime(expiresMs)),
    field('Assertion', `withheld, ${counted(assertionBytes, 'byte')}`),
    field(
      'Proof key',
      hasProofKey ? 'yes, withheld' : 'none',
      hasProofKey ? 'Whoever shows the ticket must also know this key.' : null,
    ),
  ]);
}

function failureSection(data: EventData<'web-service.failed'>): DetailSection {
  const { stage, url, failure, status, diagnosticsId, reason, detail, authorizationUri } = data;
  return fields('No result', [
    field('What for', STAGE_ERRANDS[stage]),
    field('Address', url),
    field('Reason', WEB_SERVICE_FAILURES[failure], WEB_SERVICE_FAILURE_MEANINGS[failure], 'bad'),
    status === null ? null : field('Status', String(status)),
    diagnosticsId === null ? null : field('Error id', String(diagnosticsId)),
    reason === null ? null : field('In the server’s words', reason),
    detail === '' ? null : field('Detail', detail),
    authorizationUri === null ? null : field('Sign-in page', authorizationUri),
  ]);
}

/** The card of a certificate that is this PC's own. */
function clientCertificate(certificate: Certificate, note: string): DetailSection {
  const section = certificateSection([certificate], null);
  return {
    ...section,
    title: 'Client certificate',
    note,
    chain: section.chain.map((node) => ({ ...node, role: 'client' })),
  };
}
