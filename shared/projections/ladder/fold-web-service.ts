import type { LoggedEventOf } from '../../events/catalogue.ts';
import { date, dateTime } from '../../lib/date.ts';
import { visible } from '../../lib/text.ts';
import { hostOfUrl } from '../../lib/web-url.ts';
import { STAGE_ERRANDS, WEB_SERVICE_FAILURES } from '../describe/web-service.ts';
import { addEvidence, addNote, isOwn, say, type Draft } from './draft.ts';
import { answered } from './fold-http.ts';
import { learnErrands } from './web-errand.ts';

export type WebServiceEvent = LoggedEventOf<
  | 'web-service.metadata.read'
  | 'web-ticket.issued'
  | 'client-certificate.issued'
  | 'client-certificate.found'
  | 'web-service.failed'
>;

/** What came of an errand is said on the arrow of its answer. */
export function foldWebService(draft: Draft, event: WebServiceEvent): void {
  switch (event.kind) {
    case 'web-service.metadata.read': {
      learnErrands(draft, event.data);
      const rung = answered(draft, event, event.data.url);
      if (rung !== null) say(rung, event, 'metadata', rung.outcome);
      return;
    }
    case 'web-ticket.issued': {
      const rung = answered(draft, event, event.data.url);
      const { expiresMs } = event.data;
      const until = expiresMs === null ? '' : ` until ${dateTime(expiresMs)}`;
      if (rung !== null) say(rung, event, `web ticket${until}`, rung.outcome);
      return;
    }
    case 'client-certificate.issued': {
      const rung = answered(draft, event, event.data.url);
      const until = date(event.data.certificate.notAfterMs);
      if (rung !== null) say(rung, event, `certificate valid until ${until}`, rung.outcome);
      return;
    }
    case 'client-certificate.found': {
      const { certificate, usable } = event.data;
      const until = date(certificate.notAfterMs);
      addNote(draft, event, {
        topic: 'certificate',
        step: event.step ?? 'authentication',
        text: usable
          ? `Has a client certificate of an earlier sign-in, valid until ${until}`
          : `The client certificate of an earlier sign-in is of no more use (valid until ${until})`,
        outcome: usable ? 'ok' : 'warning',
        isUsed: usable,
      });
      return;
    }
    case 'web-service.failed':
      foldFailure(draft, event);
      return;
  }
}

function foldFailure(draft: Draft, event: LoggedEventOf<'web-service.failed'>): void {
  const { url, failure, stage, diagnosticsId } = event.data;
  const code = diagnosticsId === null ? '' : ` (${diagnosticsId})`;
  const label = `${WEB_SERVICE_FAILURES[failure]}${code}`;
  const rung = answered(draft, event, url);
  // A request that failed by itself has said why.
  if (rung !== null && failure === 'unreachable') addEvidence(rung, event);
  else if (rung !== null) say(rung, event, label, 'failed');
  addNote(draft, event, {
    topic: 'web-service',
    step: event.step ?? 'authentication',
    text: `No client certificate: ${STAGE_ERRANDS[stage]} at ${visible(hostOfUrl(url) ?? url, 200)}: ${label}`,
    outcome: 'failed',
    isUsed: isOwn(draft),
  });
}
