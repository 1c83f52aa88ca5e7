import type { LoggedEventOf } from '../../events/catalogue.ts';
import { knownMethods } from '../../findings/facts/sip-answer.ts';
import { visible } from '../../lib/text.ts';
import { LOOKS_LIKE_LABELS, METHOD_NAMES, TRANSACTION_FAILURE_LABELS } from '../describe/sip.ts';
import { challengesOf, headerOf } from '../sip-reading.ts';
import { addEvidence, closeRung, openRung, rungAnswered, type Draft, type DraftRung } from './draft.ts';
import { PC_LANE } from './lanes.ts';

export type SipEvent = LoggedEventOf<
  | 'sip.request.sent'
  | 'sip.response.received'
  | 'sip.request.received'
  | 'sip.message.rejected'
  | 'sip.transaction.failed'
>;

export function foldSip(draft: Draft, event: SipEvent): void {
  const { peer } = event.data;
  const lane = draft.lanes.party(peer.role, peer.host, peer.port);
  const open = (label: string): DraftRung =>
    openRung(draft, event, {
      protocol: 'sip',
      fromLane: PC_LANE,
      toLane: lane,
      label,
      host: peer.host,
      port: peer.port,
    });
  const answered = (): DraftRung | null => rungAnswered(draft, event, 'sip', ({ isOpen }) => isOpen);

  switch (event.kind) {
    case 'sip.request.sent':
      open(requestLabel(event.data));
      return;
    case 'sip.response.received':
      foldResponse(answered() ?? open('request'), event);
      return;
    case 'sip.request.received': {
      const rung = openRung(draft, event, {
        protocol: 'sip',
        fromLane: lane,
        toLane: PC_LANE,
        label: visible(event.data.method, 40),
        host: peer.host,
        port: peer.port,
      });
      rung.outcome = 'ok';
      rung.isOpen = false;
      return;
    }
    case 'sip.message.rejected': {
      const rung =
        answered() ??
        openRung(draft, event, {
          protocol: 'sip',
          fromLane: lane,
          toLane: PC_LANE,
          label: 'message',
          host: peer.host,
          port: peer.port,
        });
      const label = LOOKS_LIKE_LABELS[event.data.looksLike];
      closeRung(rung, event, { label, durationMs: elapsed(rung, event), outcome: 'failed' });
      return;
    }
    case 'sip.transaction.failed': {
      const { failure, tookMs } = event.data;
      const rung = answered();
      const label = TRANSACTION_FAILURE_LABELS[failure];
      const outcome = failure === 'cancelled' ? 'cancelled' : 'failed';
      if (rung === null || rung.isOpen) {
        closeRung(rung ?? open('request'), event, { label, durationMs: tookMs, outcome });
      } else {
        // What came back was already named, such as an answer that is not SIP.
        addEvidence(rung, event);
      }
      return;
    }
  }
}

function foldResponse(rung: DraftRung, event: LoggedEventOf<'sip.response.received'>): void {
  const { status, reason, tookMs } = event.data;
  const line = `${status} ${visible(reason, 80)}`.trim();
  if (status < 200) {
    addEvidence(rung, event);
    rung.parts.push({
      seq: event.seq,
      label: line,
      key: '',
      answerLabel: null,
      atMs: event.t,
      durationMs: tookMs,
      outcome: 'ok',
      evidence: [event.seq],
    });
    return;
  }
  const offers = challengesOf(event.data);
  const names = [...new Set(offers.map(({ method }) => METHOD_NAMES[method]))];
  const label = names.length === 0 ? line : `${line} · ${names.join(', ')}`;
  const isChallenge = knownMethods(offers).length > 0;
  closeRung(rung, event, {
    label,
    durationMs: tookMs,
    outcome: status < 400 || isChallenge ? 'ok' : 'failed',
  });
}

function requestLabel(request: LoggedEventOf<'sip.request.sent'>['data']): string {
  const method = visible(request.method, 40);
  if (method === 'SUBSCRIBE')
    return `SUBSCRIBE ${visible(headerOf(request.headers, 'Event') ?? '', 80)}`.trim();
  if (method !== 'REGISTER') return method;
  if (headerOf(request.headers, 'Expires')?.trim() === '0') return 'REGISTER, Expires: 0';
  const credentials =
    headerOf(request.headers, 'Authorization') ?? headerOf(request.headers, 'Proxy-Authorization');
  if (credentials === null) return 'REGISTER';
  return `REGISTER, ${visible(credentials.trim().split(/[ \t]/, 1)[0] ?? '', 20)}`;
}

function elapsed(rung: DraftRung, event: SipEvent): number {
  return Math.max(0, Math.round((event.t - rung.atMs) * 100) / 100);
}
