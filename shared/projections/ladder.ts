import type { LoggedEvent } from '../events/catalogue.ts';
import { atOnce, endsPart, type InParts } from './in-parts.ts';
import { closeRung, openDraft, type Draft } from './ladder/draft.ts';
import { finishRung } from './ladder/finish-rung.ts';
import { foldAuthentication } from './ladder/fold-authentication.ts';
import { foldTcp, foldTls } from './ladder/fold-connection.ts';
import { foldDns } from './ladder/fold-dns.ts';
import { foldHttp } from './ladder/fold-http.ts';
import { foldKerberos } from './ladder/fold-kerberos.ts';
import { foldLocal } from './ladder/fold-local.ts';
import { foldRedirection } from './ladder/fold-redirection.ts';
import { foldRegistration } from './ladder/fold-registration.ts';
import { foldServerRequest } from './ladder/fold-server-request.ts';
import { foldService } from './ladder/fold-service.ts';
import { foldSettings } from './ladder/fold-settings.ts';
import { foldSip } from './ladder/fold-sip.ts';
import { foldWebService } from './ladder/fold-web-service.ts';
import { findGaps } from './ladder/gaps.ts';
import { tellGathered } from './ladder/gather-note.ts';
import { ghostsAfter } from './ladder/ghosts.ts';
import { keepIdentity } from './ladder/keep-identity.ts';
import { usedRungs } from './ladder/used-path.ts';
import type { Ladder, LadderOptions, LadderRow, Rung } from './ladder-model.ts';
import { signInFacts } from './sign-in-facts.ts';

const DEFAULT_GAP_MS = 1_000;

/** Folds a log, finished or not, into lanes and rungs. */
export function ladder(log: readonly LoggedEvent[], options: LadderOptions = {}): Ladder {
  return atOnce(ladderInParts(log, options));
}

/** The same in parts, for logs that take longer than a frame. */
export function* ladderInParts(log: readonly LoggedEvent[], options: LadderOptions = {}): InParts<Ladder> {
  const facts = signInFacts(log);
  yield;
  const draft = openDraft();
  for (const [index, event] of log.entries()) {
    foldEvent(draft, event);
    if (endsPart(index)) yield;
  }
  tellGathered(draft);
  yield;

  const used = usedRungs(draft.rungs, log, facts);
  yield;
  const rungs: Rung[] = [];
  for (const [index, rung] of draft.rungs.entries()) {
    rungs.push(finishRung(rung, draft, used.has(rung), facts.isFinished));
    if (endsPart(index)) yield;
  }
  const rows = [...rungs, ...draft.notes].sort((a, b) => a.firstSeq - b.firstSeq);
  yield;
  const gaps = findGaps(log, rows, options.gapMs ?? DEFAULT_GAP_MS);
  yield;
  const built: Ladder = {
    lanes: draft.lanes.lanes(),
    rungs,
    notes: draft.notes,
    gaps,
    rows: withGaps(rows, gaps),
    ghosts: ghostsAfter(draft.rungs, facts),
    isFinished: facts.isFinished,
  };
  return options.previous === undefined ? built : keepIdentity(options.previous, built);
}

function foldEvent(draft: Draft, event: LoggedEvent): void {
  switch (event.kind) {
    case 'dns.query.sent':
    case 'dns.answer.received':
    case 'dns.query.failed':
    case 'dns.name.resolved':
      foldDns(draft, event);
      return;
    case 'tcp.connect.started':
    case 'tcp.connect.succeeded':
    case 'tcp.connect.failed':
      foldTcp(draft, event);
      return;
    case 'tls.handshake.started':
    case 'tls.handshake.completed':
    case 'tls.handshake.failed':
    case 'tls.certificates.received':
    case 'tls.certificates.judged':
      foldTls(draft, event);
      return;
    case 'http.request.sent':
    case 'http.response.received':
    case 'http.request.failed':
    case 'http.redirect.followed':
    case 'http.redirect.refused':
    case 'autodiscover.document.read':
    case 'autodiscover.document.rejected':
    case 'autodiscover.ticket.required':
      foldHttp(draft, event);
      return;
    case 'sip.request.sent':
    case 'sip.response.received':
    case 'sip.message.rejected':
    case 'sip.transaction.failed':
      foldSip(draft, event);
      return;
    case 'sip.request.received':
    case 'sip.response.sent':
    case 'sip.keep-alive.sent':
    case 'sip.keep-alive.received':
      foldServerRequest(draft, event);
      return;
    case 'redirection.received':
    case 'redirection.target.concluded':
    case 'redirection.concluded':
      foldRedirection(draft, event);
      return;
    case 'registration.described':
    case 'registration.deregistered':
      foldRegistration(draft, event);
      return;
    case 'settings.request.concluded':
    case 'settings.subscription.ended':
    case 'settings.location-profile.read':
    case 'settings.provisioning.read':
    case 'settings.contacts.read':
    case 'settings.self.read':
    case 'settings.presence.read':
    case 'settings.media-relay.read':
    case 'settings.conferencing.read':
      foldSettings(draft, event);
      return;
    case 'settings.service.probed':
      foldService(draft, event);
      return;
    case 'authentication.method.chosen':
    case 'authentication.attempt.started':
    case 'authentication.attempt.ended':
    case 'authentication.token.observed':
    case 'authentication.association.established':
    case 'authentication.signature.checked':
    case 'authentication.password.submitted':
    case 'authentication.password.judged':
    case 'authentication.password.withheld':
    case 'authentication.registered':
    case 'authentication.withdrawn':
    case 'clock.compared':
      foldAuthentication(draft, event);
      return;
    case 'web-service.metadata.read':
    case 'web-ticket.issued':
    case 'client-certificate.issued':
    case 'client-certificate.found':
    case 'web-service.failed':
      foldWebService(draft, event);
      return;
    case 'kerberos.kdc.located':
    case 'kerberos.ticket.requested':
    case 'kerberos.ticket.obtained':
    case 'kerberos.ticket.failed':
      foldKerberos(draft, event);
      return;
    case 'discovery.candidate.concluded':
    case 'discovery.wildcard.probed':
    case 'discovery.concluded':
    case 'connectivity.endpoint.selected':
    case 'limit.exceeded':
    case 'probe.crashed':
    case 'run.timedOut':
    case 'run.cancelled':
      foldLocal(draft, event);
      return;
    case 'connection.closed': {
      // Whose last word it was is told in that rung's details.
      const last = event.flow === null ? null : draft.index.lastInFlow(event.flow);
      if (last === null) return;
      last.evidence.push(event.seq);
      // Given up by ourselves while something was still open on it: another attempt was first.
      if (event.data.by === 'us' && last.isOpen && last.protocol !== 'sip') {
        closeRung(last, event, { label: 'given up', durationMs: event.t - last.atMs, outcome: 'cancelled' });
      }
      return;
    }
    case 'run.started':
    case 'run.environment.observed':
    case 'run.finished':
    case 'step.started':
    case 'step.finished':
      return;
  }
}

function withGaps(rows: readonly LadderRow[], gaps: Ladder['gaps']): readonly LadderRow[] {
  if (gaps.length === 0) return rows;
  const after = new Map(gaps.map((gap) => [gap.afterRowId, gap]));
  const all: LadderRow[] = [];
  const first = after.get(null);
  if (first !== undefined) all.push(first);
  for (const row of rows) {
    all.push(row);
    const gap = after.get(row.id);
    if (gap !== undefined) all.push(gap);
  }
  return all;
}
