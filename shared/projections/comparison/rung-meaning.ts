import type { LoggedEvent } from '../../events/catalogue.ts';
import { srvText } from '../describe/dns.ts';
import type { Rung } from '../ladder-model.ts';
import type { RoleOf, RunNames } from './host-roles.ts';

/** One run, as its rungs are to be understood. */
export interface RungContext {
  readonly names: RunNames;
  readonly roleOf: RoleOf;
  readonly eventAt: (seq: number) => LoggedEvent | undefined;
  /** Pseudonyms stand in place of the names in one of the runs. */
  readonly isHidden: boolean;
}

/** What a rung is for, in the same words in every run: step, protocol, the other party's role, and the request. */
export function rungPurpose(rung: Rung, context: RungContext): string {
  const { step, protocol } = rung;
  const isInbound = rung.toLane === 'pc';
  const host = partyOf(isInbound ? rung.fromLane : rung.toLane);
  return [
    step,
    protocol,
    isInbound ? 'in' : 'out',
    partyRole(rung, host, context),
    request(rung, context),
  ].join(' ');
}

/** What came of it, as far as it can be the same in another run: without times, and DNS answers without order. */
export function rungContent(rung: Rung, context: RungContext): string {
  const { label, answerLabel, outcome, protocol } = rung;
  if (protocol === 'dns') return `${outcome} ${dnsContent(rung, context)}`;
  // A query holds the user's address.
  const path = protocol === 'http' ? (label.split('?')[0] ?? '') : label;
  const asked = protocol === 'tcp' && context.isHidden ? '' : path;
  return `${outcome} ${neutral(asked, context)} ${neutral(answerLabel ?? '', context)}`;
}

/** host of sip:host, web:host and proxy:host:port. */
function partyOf(lane: string): string {
  return lane.replace(/^(?:sip|web|kdc):/, '').replace(/^proxy:(.*):\d+$/, '$1');
}

/** SIP is about what the server is to the sign-in; a connection is about the one that is named. */
function partyRole({ protocol, step }: Rung, host: string, { names, roleOf }: RungContext): string {
  if (protocol === 'dns' || protocol === 'kerberos') return '';
  if (protocol === 'sip') {
    if (step === 'settings' && host === names.registrar) return 'registrar';
    if (host === names.first) return 'server';
    if (host === names.home) return 'home';
  }
  return roleOf(host).id;
}

function request(rung: Rung, context: RungContext): string {
  const { protocol, label } = rung;
  switch (protocol) {
    case 'dns':
      return dnsRequest(label, context);
    case 'tcp':
      return port(rung, context);
    case 'kerberos':
      return label.split('/')[0] ?? '';
    case 'http':
      // The errand says what it is for.
      return label.includes(' · ') ? (label.split(' · ')[0] ?? '') : (label.split('?')[0] ?? '');
    case 'sip':
      return sipRequest(label, context);
    case 'tls':
    case 'local':
      return neutral(label, context);
  }
}

function dnsRequest(label: string, { roleOf }: RungContext): string {
  const space = label.lastIndexOf(' ');
  return `${label.slice(0, space)} ${roleOf(label.slice(space + 1)).id}`;
}

/** The port that was meant, whatever a connect-to rule makes of it. */
function port({ firstSeq, label }: Rung, { eventAt }: RungContext): string {
  const event = eventAt(firstSeq);
  return event !== undefined && 'peer' in event.data ? String(event.data.peer.port) : label;
}

/** The second REGISTER is the second one with whatever method; those that compare methods keep theirs. */
function sipRequest(label: string, context: RungContext): string {
  const [, number, rest = ''] =
    /^REGISTER · [^·:]{1,40}? (\d{1,4})(?: of \d{1,4}|, \d{1,4} expected)(.*)$/.exec(label) ?? [];
  if (number !== undefined && !rest.startsWith(',')) return `REGISTER ${number}`;
  if (label === 'REGISTER') return 'REGISTER 1';
  return number === undefined ? neutral(label.split(' · ')[0] ?? '', context) : label;
}

function dnsContent({ evidence, answerLabel }: Rung, { eventAt, isHidden }: RungContext): string {
  for (const seq of evidence.toReversed()) {
    const event = eventAt(seq);
    if (event?.kind !== 'dns.name.resolved') continue;
    const { outcome, addresses, srv } = event.data;
    const answers = [...addresses, ...srv.map(srvText)];
    return `${outcome} ${isHidden ? answers.length : [...new Set(answers)].sort().join(' ')}`;
  }
  return isHidden ? '' : (answerLabel ?? '');
}

/** A name with a dot, or an address, within a text. */
const NAMES = /[\w.:[\]-]{3,253}/g;
const DATES = /\d{1,2} [A-Z][a-z]{2,8} \d{4}(?:, \d{2}:\d{2}:\d{2} UTC)?/g;

/** Without the dates, and where names cannot be compared without those. */
function neutral(text: string, { isHidden, roleOf }: RungContext): string {
  const undated = text.replace(DATES, 'a date');
  if (!isHidden) return undated;
  return undated.replace(NAMES, (word) =>
    /[.:]/.test(word) ? roleOf(word.replace(/:\d{1,5}$/, '')).id : word,
  );
}
