import type { AttemptPurpose } from '../../events/authentication-events.ts';
import type { LoggedEvent } from '../../events/catalogue.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import type { AuthMethod } from '../../run/ids.ts';
import { credentialsOf, headerOf, isRegister, isWithdrawal } from '../sip-reading.ts';

/** A row of REGISTERs with one method. */
export interface ProgressAttempt {
  /** From 1, in order. */
  readonly number: number;
  readonly method: AuthMethod;
  readonly purpose: AttemptPurpose;
  server: string | null;
  /** Chosen and begun, not only chosen. */
  hasStarted: boolean;
  hasEnded: boolean;
}

/** Where the sign-in is while its log is read. */
export interface Progress {
  attempts: number;
  /** The latest; it also has what follows it, until somebody else is asked who is there. */
  attempt: ProgressAttempt | null;
  /** 0: nobody has sent the sign-in on. */
  hop: number;
  /** Hosts that a 3xx has named. */
  readonly targets: Set<string>;
  /** Where a 3xx leads first, by the seq of that answer. */
  readonly redirectTo: Map<number, string>;
  readonly kdcNames: Set<string>;
  /** Who is asked for settings. */
  settingsServer: string | null;
  isLeaving: boolean;
  readonly settings: { asked: number; received: number };
  readonly services: { tried: number; reached: number };
  isSignedOut: boolean;
  lastSipHost: string | null;
}

export function openProgress(): Progress {
  return {
    attempts: 0,
    attempt: null,
    hop: 0,
    targets: new Set(),
    redirectTo: new Map(),
    kdcNames: new Set(),
    settingsServer: null,
    isLeaving: false,
    settings: { asked: 0, received: 0 },
    services: { tried: 0, reached: 0 },
    isSignedOut: false,
    lastSipHost: null,
  };
}

export function advance(progress: Progress, event: LoggedEvent): void {
  switch (event.kind) {
    case 'dns.name.resolved': {
      const { name, srv } = event.data;
      if (!canonicalName(name).startsWith('_kerberos.')) return;
      for (const { target } of srv) progress.kdcNames.add(canonicalName(target));
      return;
    }
    case 'authentication.method.chosen': {
      const { method, purpose } = event.data;
      progress.attempt = method === null ? null : nextAttempt(progress, method, purpose);
      return;
    }
    case 'authentication.attempt.started': {
      const { method, purpose, endpoint } = event.data;
      const { attempt } = progress;
      const isChosen =
        attempt !== null && !attempt.hasStarted && attempt.method === method && attempt.purpose === purpose;
      const started = isChosen ? attempt : nextAttempt(progress, method, purpose);
      started.hasStarted = true;
      started.server = canonicalName(endpoint.host);
      progress.attempt = started;
      return;
    }
    case 'authentication.attempt.ended':
      if (progress.attempt !== null) progress.attempt.hasEnded = true;
      return;
    case 'sip.request.sent':
      sendRequest(progress, event);
      return;
    case 'redirection.received': {
      const { hop, contacts } = event.data;
      progress.hop = hop;
      progress.attempt = null;
      const places = contacts.flatMap(({ place, standing }) => (place === null ? [] : [{ place, standing }]));
      for (const { place } of places) progress.targets.add(canonicalName(place.host));
      const [first] = [...places.filter(({ standing }) => standing === 'candidate'), ...places];
      if (event.cause !== null && first !== undefined) progress.redirectTo.set(event.cause, first.place.host);
      return;
    }
    case 'settings.request.concluded':
      if (event.data.outcome === 'not-asked') return;
      progress.settings.asked += 1;
      if (event.data.outcome === 'received') progress.settings.received += 1;
      return;
    case 'settings.service.probed':
      progress.services.tried += 1;
      if (event.data.outcome === 'reached') progress.services.reached += 1;
      return;
    case 'settings.subscription.ended':
      progress.isLeaving = true;
      return;
    case 'authentication.withdrawn': {
      const { status } = event.data;
      if (event.step === 'settings') progress.isLeaving = true;
      progress.isSignedOut = status !== null && status >= 200 && status < 300;
      return;
    }
    default:
      return;
  }
}

function nextAttempt(progress: Progress, method: AuthMethod, purpose: AttemptPurpose): ProgressAttempt {
  progress.attempts += 1;
  return {
    number: progress.attempts,
    method,
    purpose,
    server: progress.lastSipHost,
    hasStarted: false,
    hasEnded: false,
  };
}

function sendRequest(progress: Progress, event: Extract<LoggedEvent, { kind: 'sip.request.sent' }>): void {
  const { data, step } = event;
  const host = canonicalName(data.peer.host);
  progress.lastSipHost = host;
  const expiresAtOnce = isWithdrawal(data.headers);
  if (step === 'settings') {
    progress.settingsServer = host;
    // Without a dialog yet it only asks once (RFC 6665 4.4.3); within one it ends what was subscribed.
    const isInDialog = /;\s*tag=/i.test(headerOf(data.headers, 'To') ?? '');
    if (isRegister(data) || (expiresAtOnce && isInDialog)) progress.isLeaving = true;
    return;
  }
  const isAnonymous = isRegister(data) && credentialsOf(data.headers) === null && !expiresAtOnce;
  if (isAnonymous && progress.attempt?.hasEnded === true) progress.attempt = null;
}
