import type { LoggedEventOf } from '../../events/catalogue.ts';
import { knownMethods } from '../../findings/facts/sip-answer.ts';
import { visible } from '../../lib/text.ts';
import { LOOKS_LIKE_LABELS, METHOD_NAMES, TRANSACTION_FAILURE_LABELS } from '../describe/sip.ts';
import { TOKEN_LABELS } from '../describe/authentication.ts';
import { challengesOf, isRegister } from '../sip-reading.ts';
import { requestKey, settingsTopic } from '../subscription-reading.ts';
import { addEvidence, closeRung, openRung, rungAnswered, type Draft, type DraftRung } from './draft.ts';
import { PC_LANE } from './lanes.ts';
import { openRegister } from './register-label.ts';
import { deliveryText, plainRequestLabel, settingsRequestLabel } from './settings-request-label.ts';

export type SipEvent = LoggedEventOf<
  'sip.request.sent' | 'sip.response.received' | 'sip.message.rejected' | 'sip.transaction.failed'
>;

/** What this PC asks, and what comes of it. */
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
  const answered = (): DraftRung | null => rungAnswered(draft, event, 'sip');

  switch (event.kind) {
    case 'sip.request.sent':
      openRequest(draft, event, open);
      return;
    case 'sip.response.received': {
      const rung = answered() ?? open('request');
      draft.bySeq.set(event.seq, rung);
      foldResponse(rung, event);
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
        closeRung(rung ?? open('request that could not be sent'), event, {
          label,
          durationMs: tookMs,
          outcome,
        });
      } else {
        // What came back was already named, such as an answer that is not SIP.
        addEvidence(rung, event);
      }
      return;
    }
  }
}

function openRequest(
  draft: Draft,
  { data }: LoggedEventOf<'sip.request.sent'>,
  open: (label: string) => DraftRung,
): void {
  if (isRegister(data)) {
    const { label, purpose, register } = openRegister(draft, data);
    const rung = open(label);
    rung.purpose = purpose;
    rung.register = register;
    return;
  }
  const topic = settingsTopic(data);
  const rung = open(
    topic === null
      ? plainRequestLabel(data.method, data.headers)
      : settingsRequestLabel(visible(data.method, 40), topic),
  );
  rung.settings = topic;
  if (topic !== null) draft.settingsRequests.set(requestKey(topic), rung);
}

function foldResponse(rung: DraftRung, event: LoggedEventOf<'sip.response.received'>): void {
  const { status, reason, tookMs } = event.data;
  const line = `${status} ${visible(reason, 80)}`.trim();
  if (status < 200) {
    addEvidence(rung, event);
    rung.parts.push({
      seq: event.seq,
      label: line,
      answerLabel: null,
      atMs: event.t,
      durationMs: tookMs,
      outcome: 'ok',
      evidence: [event.seq],
    });
    return;
  }
  const offers = challengesOf(event.data);
  if (rung.register !== null && (status === 401 || status === 407)) {
    // To credentials a 401 is either the next message of the method, or the end of it.
    const { method, stage } = rung.register;
    const goesOn = offers.some((offer) => offer.method === method && (offer.gssapiData ?? '') !== '');
    const label = goesOn && stage !== null ? TOKEN_LABELS[stage] : 'refused';
    const outcome = goesOn ? 'ok' : 'failed';
    closeRung(rung, event, { label: `${line} · ${label}`, durationMs: tookMs, outcome });
    return;
  }
  const names = [...new Set(offers.map(({ method }) => METHOD_NAMES[method]))];
  const label = names.length === 0 ? line : `${line} · ${names.join(', ')}`;
  const isChallenge = knownMethods(offers).length > 0;
  closeRung(rung, event, {
    label: status < 300 && rung.settings?.isEnd === false ? label + delivery(rung, event) : label,
    durationMs: tookMs,
    outcome: status < 400 || isChallenge ? 'ok' : 'failed',
  });
}

function delivery({ label }: DraftRung, { data }: LoggedEventOf<'sip.response.received'>): string {
  return deliveryText(label.startsWith('SERVICE') ? 'SERVICE' : 'SUBSCRIBE', data);
}

function elapsed(rung: DraftRung, event: SipEvent): number {
  return Math.max(0, Math.round((event.t - rung.atMs) * 100) / 100);
}
