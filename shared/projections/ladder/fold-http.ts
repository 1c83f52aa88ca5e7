import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import { parseHostAndPort } from '../../lib/host-and-port.ts';
import { visible } from '../../lib/text.ts';
import { hostOfUrl, pathOfUrl } from '../../lib/web-url.ts';
import { headerOf } from '../sip-reading.ts';
import { HTTP_FAILURE_LABELS, REFUSAL_REASONS, REJECTION_LABELS } from '../describe/http.ts';
import {
  addEvidence,
  addNote,
  addressRung,
  closeRung,
  openRung,
  rungAnswered,
  say,
  type Draft,
  type DraftRung,
} from './draft.ts';
import { PC_LANE } from './lanes.ts';
import { logonAnswer, webErrand } from './web-errand.ts';

export type HttpEvent = LoggedEventOf<
  | 'http.request.sent'
  | 'http.response.received'
  | 'http.request.failed'
  | 'http.redirect.followed'
  | 'http.redirect.refused'
  | 'autodiscover.document.read'
  | 'autodiscover.document.rejected'
  | 'autodiscover.ticket.required'
>;

export function foldHttp(draft: Draft, event: HttpEvent): void {
  switch (event.kind) {
    case 'http.request.sent':
      openHttpRung(draft, event, event.data.method, event.data.url);
      return;
    case 'http.response.received': {
      const { url, status, reason, tookMs } = event.data;
      const rung = answered(draft, event, url) ?? openHttpRung(draft, event, 'GET', url);
      const label = `${status} ${visible(reason, 60)}`.trim();
      closeRung(rung, event, { label, durationMs: tookMs, outcome: status < 400 ? 'ok' : 'failed' });
      draft.bySeq.set(event.seq, rung);
      const logon = rung.errand === null ? null : logonAnswer(event.data, rung.errand.hasCredentials);
      if (logon !== null) say(rung, event, logon.label, logon.outcome);
      return;
    }
    case 'http.request.failed':
      foldFailure(draft, event);
      return;
    case 'autodiscover.document.read': {
      const rung = answered(draft, event, event.data.url);
      if (rung !== null) say(rung, event, `${event.data.document.resource} document`, rung.outcome);
      return;
    }
    case 'autodiscover.document.rejected': {
      const rung = answered(draft, event, event.data.url);
      if (rung !== null) say(rung, event, REJECTION_LABELS[event.data.reason], 'failed');
      return;
    }
    case 'autodiscover.ticket.required': {
      const rung = answered(draft, event, event.data.url);
      if (rung !== null) say(rung, event, 'asks for a web ticket', 'ok');
      return;
    }
    case 'http.redirect.followed': {
      const { from, to } = event.data;
      const host = hostOfUrl(to);
      if (host !== null) draft.promisedNames.add(host);
      const rung = answered(draft, event, from);
      if (rung !== null) addEvidence(rung, event);
      const text = `Follows the redirect to ${visible(to, 200)}`;
      addNote(draft, event, {
        topic: 'redirect-followed',
        step: event.step ?? 'discovery',
        text,
        outcome: 'ok',
      });
      return;
    }
    case 'http.redirect.refused': {
      const { from, to, reason } = event.data;
      const rung = answered(draft, event, from);
      if (rung !== null) addEvidence(rung, event);
      const text = `Does not follow the redirect to ${visible(to, 200)}: ${REFUSAL_REASONS[reason]}`;
      addNote(draft, event, {
        topic: 'redirect-refused',
        step: event.step ?? 'discovery',
        text,
        outcome: 'failed',
      });
      return;
    }
  }
}

function foldFailure(draft: Draft, event: LoggedEventOf<'http.request.failed'>): void {
  const { url, failure, tookMs } = event.data;
  const label = HTTP_FAILURE_LABELS[failure];
  const open = answered(draft, event, url);
  if (open?.isOpen === true) {
    closeRung(open, event, { label, durationMs: tookMs, outcome: 'failed' });
    return;
  }
  // The request never left. Mostly the rungs of its name and connection show why.
  const reason = reasonBehind(draft, event);
  if (reason !== null) {
    addEvidence(reason, event);
    return;
  }
  const text = `Does not ask ${visible(hostOfUrl(url) ?? url, 200)}: ${label}`;
  addNote(draft, event, { topic: 'not-asked', step: event.step ?? 'discovery', text, outcome: 'failed' });
}

/** The rung that shows why a request was not sent: what failed in its flow, or its name without an address. */
function reasonBehind(draft: Draft, event: LoggedEventOf<'http.request.failed'>): DraftRung | null {
  // An untrusted certificate stops us by our own decision, which is worth its own line.
  if (event.data.failure === 'untrusted-certificate') return null;
  if (event.flow !== null) {
    return draft.index.lastFailedInFlow(event.flow);
  }
  const host = hostOfUrl(event.data.url);
  return host === null ? null : addressRung(draft, host);
}

/** The request that an event is about: by its cause or flow, else the last one to its URL. */
export function answered(draft: Draft, event: LoggedEvent, url: string): DraftRung | null {
  return rungAnswered(draft, event, 'http', { url, orClosed: true }) ?? draft.index.lastHttp(url);
}

function openHttpRung(draft: Draft, event: HttpEvent, method: string, url: string): DraftRung {
  const proxy = event.kind === 'http.request.sent' ? event.data.proxy : null;
  // CONNECT names host:port instead of a URL and is spoken with the proxy itself.
  const tunnel = method === 'CONNECT' && proxy !== null ? parseHostAndPort(proxy) : null;
  const host = tunnel?.host ?? hostOfUrl(url) ?? url;
  const port = tunnel?.port ?? 443;
  const errand = tunnel === null ? webErrand(draft, method, url) : null;
  const request = `${visible(method, 20)} ${visible(tunnel === null ? pathOfUrl(url) : url, 400)}`;
  const rung = openRung(draft, event, {
    protocol: 'http',
    fromLane: PC_LANE,
    toLane: draft.lanes.party(tunnel === null ? 'web' : 'proxy', host, port),
    label: errand === null ? request : `${errand} · ${request}`,
    host,
    port,
    url,
  });
  if (errand !== null) {
    const hasCredentials =
      event.kind === 'http.request.sent' && headerOf(event.data.headers, 'Authorization') !== null;
    rung.errand = { hasCredentials };
    rung.purpose = draft.purpose;
  }
  return rung;
}
