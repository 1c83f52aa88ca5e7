import type { LoggedEvent } from '../../events/catalogue.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { endsPart, type InParts } from '../in-parts.ts';
import type { LadderNote, NoteTopic, Rung } from '../ladder-model.ts';
import { METHOD_NAMES } from '../describe/sip.ts';
import { advance, openProgress, type Progress, type ProgressAttempt } from './section-progress.ts';

/**
 * How what a group comes to follows from its rows. sequence: one leads to the next, and the last decides. choice: they stand in for
 * one another. bundle: each counts for itself.
 */
export type GroupKind = 'sequence' | 'choice' | 'bundle';

/** The group of a step that a row belongs to. */
export interface Place {
  /** Unique within its step. */
  readonly key: string;
  /** With names as they came; not yet safe to show. */
  readonly title: string;
  readonly kind: GroupKind;
}

export interface Places {
  /** By row id; null: it stands in its step, in no group. */
  readonly of: ReadonlyMap<string, Place | null>;
  readonly progress: Progress;
}

type Row = Rung | LadderNote;

/** What concerns the whole run stands in no group. */
const RUN_TOPICS: ReadonlySet<NoteTopic> = new Set(['limit', 'crashed', 'timed-out', 'cancelled']);

const AUTODISCOVER: Place = { key: 'autodiscover', title: 'Autodiscover', kind: 'choice' };
const SRV_RECORDS: Place = { key: 'srv', title: 'SRV records', kind: 'choice' };
const HOST_NAMES: Place = { key: 'names', title: 'Host names', kind: 'choice' };
const DOMAIN_CONTROLLERS: Place = { key: 'kdc', title: 'Domain controllers', kind: 'choice' };
const SERVICES: Place = { key: 'services', title: 'Service addresses', kind: 'bundle' };
const LEAVING: Place = { key: 'leaving', title: 'Leaving', kind: 'bundle' };

/** Finds the group of every row. Takes rungs and notes in the order of their first event. */
export function* placeRows(rows: readonly Row[], log: readonly LoggedEvent[]): InParts<Places> {
  const progress = openProgress();
  const of = new Map<string, Place | null>();
  let next = 0;
  for (const [index, row] of rows.entries()) {
    if (endsPart(index)) yield;
    let own: LoggedEvent | null = null;
    for (; (log[next]?.seq ?? Infinity) <= row.firstSeq; next += 1) {
      own = log[next] ?? null;
      if (own !== null) advance(progress, own);
    }
    of.set(row.id, placeOf(row, own?.seq === row.firstSeq ? own : null, progress));
  }
  for (const event of log.slice(next)) advance(progress, event);
  return { of, progress };
}

function placeOf(row: Row, own: LoggedEvent | null, progress: Progress): Place | null {
  if (row.kind === 'note' && RUN_TOPICS.has(row.topic)) return null;
  switch (row.step) {
    case 'discovery':
      return discoveryPlace(row, own);
    case 'connectivity': {
      const host = serverOf(row, own);
      return host === null ? null : { key: `server:${host}`, title: host, kind: 'sequence' };
    }
    case 'authentication':
      return authenticationPlace(row, own, progress);
    case 'redirection':
      return redirectionPlace(row, own, progress);
    case 'settings':
      return settingsPlace(row, own, progress);
  }
}

function discoveryPlace(row: Row, own: LoggedEvent | null): Place | null {
  if (row.kind === 'note') return row.topic === 'decision' ? null : AUTODISCOVER;
  if (row.protocol !== 'dns') return AUTODISCOVER;
  if (own !== null && 'type' in own.data && own.data.type === 'SRV') return SRV_RECORDS;
  const asker = own?.probe ?? nameAsked(own) ?? '';
  return asker.startsWith('lyncdiscover') || asker === 'user-resource' ? AUTODISCOVER : HOST_NAMES;
}

function authenticationPlace(row: Row, own: LoggedEvent | null, progress: Progress): Place | null {
  if (isAboutDomainControllers(row, own, progress)) return DOMAIN_CONTROLLERS;
  const { attempt } = progress;
  if (attempt !== null) return attemptPlace(attempt);
  const host = row.kind === 'rung' && row.protocol === 'sip' ? laneHost(row) : null;
  if (host === null) return null;
  return { key: `plain:${host}`, title: `${host}, without credentials`, kind: 'sequence' };
}

function isAboutDomainControllers(row: Row, own: LoggedEvent | null, { kdcNames }: Progress): boolean {
  if (row.kind === 'note') return row.topic === 'kdc';
  if (row.protocol === 'dns') {
    const name = nameAsked(own);
    return name !== null && (name.startsWith('_kerberos.') || kdcNames.has(name));
  }
  return row.protocol !== 'kerberos' && row.toLane.startsWith('kdc:');
}

function attemptPlace({ number, method, purpose, server }: ProgressAttempt): Place {
  const where = server === null ? '' : ` at ${server}`;
  const why = {
    'sign-in': '',
    preview: ', looking ahead',
    comparison: ', to compare',
    'sign-out': ', to sign out',
  }[purpose];
  return { key: `attempt:${number}`, title: `${METHOD_NAMES[method]}${where}${why}`, kind: 'sequence' };
}

/** All that is done with one address of one 3xx. */
function redirectionPlace(row: Row, own: LoggedEvent | null, progress: Progress): Place | null {
  const { hop, attempt, targets } = progress;
  if (own?.kind === 'redirection.received' || own?.kind === 'redirection.concluded') return null;
  const host = serverOf(row, own);
  // Names asked for during a logon are those of its own web services and domain controllers.
  const isTarget = host !== null && (attempt === null || targets.has(host) || host === attempt.server);
  const server = isTarget ? host : (attempt?.server ?? null);
  if (server === null) return null;
  const title = `Sent on to ${server}${hop > 1 ? `, hop ${hop}` : ''}`;
  return { key: `hop:${hop}:${server}`, title, kind: 'sequence' };
}

function settingsPlace(row: Row, own: LoggedEvent | null, progress: Progress): Place | null {
  const isToServer =
    row.kind === 'rung' && (row.toLane.startsWith('sip:') || row.fromLane.startsWith('sip:'));
  if (row.kind === 'rung' && !isToServer) return SERVICES;
  if (own?.kind === 'settings.service.probed') return SERVICES;
  // A new connection to the server is only made to end what a lost one has left behind.
  const isReturn = row.kind === 'rung' && row.protocol !== 'sip';
  if (progress.isLeaving || isReturn || own?.kind.startsWith('authentication.') === true) return LEAVING;
  const host = isToServer ? laneHost(row) : progress.settingsServer;
  if (host === null) return null;
  return { key: `asked:${host}`, title: `Settings asked of ${host}`, kind: 'bundle' };
}

/** The server that a row is about: the one at its other end, the name asked for, or the one decided on. */
function serverOf(row: Row, own: LoggedEvent | null): string | null {
  if (row.kind === 'rung') return row.protocol === 'dns' ? nameAsked(own) : laneHost(row);
  if (own?.kind === 'connectivity.endpoint.selected' || own?.kind === 'redirection.target.concluded') {
    return canonicalName(own.data.endpoint.host);
  }
  return null;
}

function nameAsked(own: LoggedEvent | null): string | null {
  switch (own?.kind) {
    case 'dns.query.sent':
    case 'dns.answer.received':
    case 'dns.query.failed':
    case 'dns.name.resolved':
      return canonicalName(own.data.name);
    default:
      return null;
  }
}

/** The host in the id of the lane that is not this PC's. */
function laneHost({ fromLane, toLane }: Rung): string {
  const lane = toLane === 'pc' ? fromLane : toLane;
  return lane.slice(lane.indexOf(':') + 1);
}
