import type { EventData, LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import { dateTime } from '../../lib/date.ts';
import { duration, span } from '../../lib/duration.ts';
import { visible } from '../../lib/text.ts';
import {
  ATTEMPT_OUTCOMES,
  CARRIER_NAMES,
  METHOD_REASONS,
  PASSWORD_VERDICTS,
  PURPOSE_NAMES,
  registersText,
  SIGNATURE_PROBLEMS,
  STANDINGS,
  WITHHELD_REASONS,
} from '../describe/authentication.ts';
import { hostAndPort } from '../describe/dns.ts';
import { METHOD_NAMES } from '../describe/sip.ts';
import type { DetailSection, Tone } from '../details-model.ts';
import { field, fields } from './fields.ts';
import { kerberosSections } from './kerberos-details.ts';
import { redirectionSections } from './redirection-details.ts';
import { registrationSections } from './registration-details.ts';
import { settingsSections } from './settings-details.ts';
import { tokenSections } from './token-details.ts';
import { webServiceSections } from './web-service-details.ts';

/** What an event of authentication says; nothing for any other. */
export function authenticationSections(event: LoggedEvent): readonly DetailSection[] {
  switch (event.kind) {
    case 'authentication.method.chosen':
      return choiceSections(event.data);
    case 'authentication.attempt.started': {
      const { purpose, method, endpoint, expectedRegisters } = event.data;
      return [
        fields('Attempt', [
          field('Method', METHOD_NAMES[method]),
          field('For', PURPOSE_NAMES[purpose]),
          field('Server', hostAndPort(endpoint.host, endpoint.port)),
          expectedRegisters === null
            ? null
            : field(
                'REGISTERs expected',
                String(expectedRegisters),
                'The first, without credentials, included.',
              ),
        ]),
      ];
    }
    case 'authentication.attempt.ended':
      return [attemptEnd(event.data)];
    case 'authentication.token.observed':
      return tokenSections(event);
    case 'authentication.association.established':
      return [associationSection(event.data)];
    case 'authentication.signature.checked':
      return [signatureSection(event.data)];
    case 'authentication.password.submitted': {
      const { carrier, to, user } = event.data;
      return [
        fields('Password', [
          field('User name', user),
          field('Sent to', to, 'The password itself, or what is derived from it.'),
          field('Over', CARRIER_NAMES[carrier]),
        ]),
      ];
    }
    case 'authentication.password.judged': {
      const { verdict, by } = event.data;
      const tone: Tone = verdict === 'accepted' ? 'good' : verdict === 'rejected' ? 'bad' : 'warning';
      return [
        fields('What came of it', [
          field('Password', PASSWORD_VERDICTS[verdict], null, tone),
          field('Judged by', by),
        ]),
      ];
    }
    case 'authentication.password.withheld': {
      const { reason, carrier, to } = event.data;
      return [
        fields('Password kept back', [
          field('From', `${to}, over ${CARRIER_NAMES[carrier]}`),
          field('Because', WITHHELD_REASONS[reason], null, 'warning'),
        ]),
      ];
    }
    case 'authentication.registered':
      return [registeredSection(event.data)];
    case 'authentication.withdrawn': {
      const { status } = event.data;
      return [
        fields('Signed out', [
          status === null
            ? field('Answer', 'none', 'The registration runs out by itself.', 'warning')
            : field('Answer', String(status)),
        ]),
      ];
    }
    case 'clock.compared':
      return [clockSection(event)];
    default:
      return [
        ...webServiceSections(event),
        ...kerberosSections(event),
        ...redirectionSections(event),
        ...registrationSections(event),
        ...settingsSections(event),
      ];
  }
}

function choiceSections(data: EventData<'authentication.method.chosen'>): readonly DetailSection[] {
  const { method, reason, purpose, expectedRegisters, candidates } = data;
  return [
    fields('Choice of method', [
      method === null
        ? field('Method', 'none', METHOD_REASONS[reason], 'bad')
        : field('Method', METHOD_NAMES[method], METHOD_REASONS[reason], 'good'),
      field('For', PURPOSE_NAMES[purpose]),
      expectedRegisters === null
        ? null
        : field('REGISTERs expected', String(expectedRegisters), 'The first, without credentials, included.'),
    ]),
    {
      kind: 'table',
      title: 'Methods in the client’s order',
      columns: ['Method', 'Standing', 'Why'],
      rows: candidates.map((one) => [
        METHOD_NAMES[one.method],
        STANDINGS[one.standing],
        one.detail === null
          ? METHOD_REASONS[one.reason]
          : `${METHOD_REASONS[one.reason]} (${visible(one.detail)})`,
      ]),
    },
  ];
}

const GOOD_ENDS: ReadonlySet<string> = new Set(['signed-in', 'learned', 'redirected']);

function attemptEnd(data: EventData<'authentication.attempt.ended'>): DetailSection {
  const { purpose, method, outcome, status, detail, registers, expectedRegisters } = data;
  const isCounted = outcome === 'signed-in' && purpose !== 'preview';
  return fields('End of the attempt', [
    field('Method', METHOD_NAMES[method]),
    field('For', PURPOSE_NAMES[purpose]),
    field('Result', ATTEMPT_OUTCOMES[outcome], null, GOOD_ENDS.has(outcome) ? 'good' : 'bad'),
    status === null ? null : field('Last answer', String(status)),
    detail === null ? null : field('Detail', detail),
    purpose === 'preview'
      ? null
      : field(
          'REGISTERs',
          String(registers),
          isCounted ? registersText(method, registers, expectedRegisters) : null,
        ),
  ]);
}

function associationSection(data: EventData<'authentication.association.established'>): DetailSection {
  const { method, targetname, realm, version, opaque, strength } = data;
  return fields('Keys agreed', [
    field('With', targetname, 'From here on every message is signed.', 'good'),
    field('Method', METHOD_NAMES[method]),
    field('Realm', realm),
    field('Version', String(version)),
    opaque === null ? null : field('Association', opaque),
    strength === null ? null : field('Made from', strength),
  ]);
}

function signatureSection(data: EventData<'authentication.signature.checked'>): DetailSection {
  const { valid, problem, macBytes, expectedMacBytes, snum, method } = data;
  const isOtherLength = macBytes !== null && expectedMacBytes !== null && macBytes !== expectedMacBytes;
  return fields('Signature of the server', [
    valid
      ? field('Signature', 'right', `Made with the keys of ${METHOD_NAMES[method]}.`, 'good')
      : field('Signature', problem === 'missing' ? 'missing' : 'wrong', sentenceOf(problem), 'bad'),
    macBytes === null ? null : field('Length', `${macBytes} bytes`),
    isOtherLength ? field('Length expected', `${expectedMacBytes} bytes`, null, 'warning') : null,
    snum === null ? null : field('Message number', snum),
  ]);
}

function sentenceOf(problem: EventData<'authentication.signature.checked'>['problem']): string | null {
  return problem === null ? null : `A client does not go on: ${SIGNATURE_PROBLEMS[problem]}.`;
}

function registeredSection(data: EventData<'authentication.registered'>): DetailSection {
  const { method, registers, expectedRegisters, expiresSec, server, presenceState, otherEndpoints } = data;
  return fields('Registered', [
    field('With', METHOD_NAMES[method], registersText(method, registers, expectedRegisters), 'good'),
    expiresSec === null ? null : field('Holds for', duration(expiresSec * 1_000)),
    server === null ? null : field('Product', server),
    presenceState === null ? null : field('Presence state', presenceState),
    field(
      'Other devices',
      String(otherEndpoints),
      otherEndpoints === 0 ? null : 'The account is signed in there as well.',
    ),
  ]);
}

const CLOCK_SOURCES: Readonly<Record<EventData<'clock.compared'>['source'], string>> = {
  'sip-date': 'the Date header of SIP',
  'ntlm-challenge': 'the NTLM challenge',
  'http-date': 'the Date header of HTTP',
};

/** RFC 4120 8.2 allows five minutes. */
const KERBEROS_SKEW_MS = 300_000;

function clockSection({ data }: LoggedEventOf<'clock.compared'>): DetailSection {
  const { source, host, theirMs, skewMs, uncertaintyMs } = data;
  const size = Math.abs(skewMs);
  const tone: Tone = size <= 60_000 ? 'neutral' : size <= KERBEROS_SKEW_MS ? 'warning' : 'bad';
  const value =
    size <= Math.max(uncertaintyMs, 1)
      ? 'none that can be told'
      : `${span(skewMs)} ${skewMs > 0 ? 'ahead of' : 'behind'} this PC`;
  return fields('Clock', [
    field('Of', host),
    field('Shows', dateTime(theirMs)),
    field('Difference', value, `Known to within ${span(uncertaintyMs)}.`, tone),
    field('According to', CLOCK_SOURCES[source]),
  ]);
}
