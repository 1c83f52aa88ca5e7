import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import type { Peer } from '../../events/connection-events.ts';
import { visible } from '../../lib/text.ts';
import { settingsTopic } from '../subscription-reading.ts';
import {
  addEvidence,
  closeRung,
  isInbound,
  openRung,
  rungOfCause,
  type Draft,
  type DraftRung,
} from './draft.ts';
import { PC_LANE } from './lanes.ts';
import { notificationLabel } from './settings-request-label.ts';

export type ServerRequestEvent = LoggedEventOf<
  'sip.request.received' | 'sip.response.sent' | 'sip.keep-alive.sent' | 'sip.keep-alive.received'
>;

/** Never answered: RFC 3261 17.2.1 and [MS-SIP] 2.2.7. */
const UNANSWERED: readonly string[] = ['ACK', 'BENOTIFY'];

const KEEP_ALIVE = 'keep-alive, an empty line';

/** What the server asks of its own accord with our answer, and the empty lines that keep the connection alive. */
export function foldServerRequest(draft: Draft, event: ServerRequestEvent): void {
  switch (event.kind) {
    case 'sip.request.received': {
      const { method, headers } = event.data;
      const topic = settingsTopic(event.data);
      const label = notificationLabel(visible(method, 40), headers, topic);
      const rung = open(draft, event, label, 'received');
      rung.settings = topic;
      if (UNANSWERED.includes(method)) complete(rung);
      return;
    }
    case 'sip.response.sent': {
      const { status, reason } = event.data;
      const rung = rungOfCause(draft, event) ?? open(draft, event, 'request', 'received');
      const isRefusedNews = status >= 300 && rung.label.startsWith('NOTIFY');
      closeRung(rung, event, {
        label: `${status} ${visible(reason, 80)}`.trim(),
        durationMs: elapsed(rung, event),
        // What nobody asked for is odd; a call that nobody takes is not. That the registration ends stays what it is.
        outcome: rung.outcome === 'failed' ? 'failed' : isRefusedNews ? 'warning' : 'ok',
      });
      return;
    }
    case 'sip.keep-alive.sent': {
      const asked = event.data.isAnswer ? rungOfCause(draft, event) : null;
      if (asked !== null) {
        if (isInbound(asked)) answerKeepAlive(asked, event);
        else addEvidence(asked, event);
        return;
      }
      const rung = open(draft, event, KEEP_ALIVE, 'sent');
      complete(rung);
      if (!event.data.isAnswer) draft.pings.set(event.flow ?? '', rung);
      return;
    }
    case 'sip.keep-alive.received': {
      const ping = draft.pings.get(event.flow ?? '');
      if (ping !== undefined) {
        draft.pings.delete(event.flow ?? '');
        draft.bySeq.set(event.seq, ping);
        answerKeepAlive(ping, event);
        return;
      }
      complete(open(draft, event, KEEP_ALIVE, 'received'));
      return;
    }
  }
}

function open(
  draft: Draft,
  event: LoggedEvent & { readonly data: { readonly peer: Peer } },
  label: string,
  direction: 'sent' | 'received',
): DraftRung {
  const { role, host, port } = event.data.peer;
  const lane = draft.lanes.party(role, host, port);
  const [fromLane, toLane] = direction === 'sent' ? [PC_LANE, lane] : [lane, PC_LANE];
  return openRung(draft, event, { protocol: 'sip', fromLane, toLane, label, host, port });
}

/** It stands for itself: nothing comes back that it would wait for. */
function complete(rung: DraftRung): void {
  rung.isOpen = false;
  rung.outcome = 'ok';
}

function answerKeepAlive(rung: DraftRung, event: LoggedEvent): void {
  closeRung(rung, event, { label: 'an empty line back', durationMs: elapsed(rung, event), outcome: 'ok' });
}

function elapsed(rung: DraftRung, event: LoggedEvent): number {
  return Math.max(0, Math.round((event.t - rung.atMs) * 100) / 100);
}
