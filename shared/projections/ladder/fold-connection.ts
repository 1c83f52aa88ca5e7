import { tlsVersion } from '../../lib/tls-version.ts';
import type { LoggedEventOf } from '../../events/catalogue.ts';
import { visible } from '../../lib/text.ts';
import {
  isGraveProblem,
  problemLabel,
  TCP_FAILURE_LABELS,
  TLS_FAILURE_LABELS,
} from '../describe/connection.ts';
import { hostAndPort } from '../describe/dns.ts';
import { addEvidence, closeRung, openRung, rungAnswered, type Draft, type DraftRung } from './draft.ts';
import { PC_LANE } from './lanes.ts';

export type TcpEvent = LoggedEventOf<'tcp.connect.started' | 'tcp.connect.succeeded' | 'tcp.connect.failed'>;
export type TlsEvent = LoggedEventOf<
  | 'tls.handshake.started'
  | 'tls.handshake.completed'
  | 'tls.handshake.failed'
  | 'tls.certificates.received'
  | 'tls.certificates.judged'
>;

/** One rung for each address that is dialled. */
export function foldTcp(draft: Draft, event: TcpEvent): void {
  const { peer, address, port } = event.data;
  const open = (isRedirected: boolean): DraftRung => {
    const lane = draft.lanes.party(peer.role, peer.host, peer.port);
    draft.lanes.addAddress(lane, address);
    const place = isRedirected ? `:${peer.port}` : hostAndPort(address, port);
    return openRung(draft, event, {
      protocol: 'tcp',
      fromLane: PC_LANE,
      toLane: lane,
      label: `TCP connect ${place}`,
      host: peer.host,
      port: peer.port,
    });
  };
  if (event.kind === 'tcp.connect.started') {
    open(event.data.redirected);
    return;
  }
  const rung = rungAnswered(draft, event, 'tcp') ?? open(false);
  if (event.kind === 'tcp.connect.succeeded') {
    closeRung(rung, event, { label: 'connected', durationMs: event.data.tookMs, outcome: 'ok' });
  } else {
    const { failure, errno, tookMs } = event.data;
    const label =
      failure === 'other' && errno !== null ? `failed (${visible(errno, 40)})` : TCP_FAILURE_LABELS[failure];
    closeRung(rung, event, { label, durationMs: tookMs, outcome: 'failed' });
  }
}

/** One rung for each handshake; the certificates and what is wrong with them belong to it. */
export function foldTls(draft: Draft, event: TlsEvent): void {
  const { peer } = event.data;
  const open = (isLegacy: boolean): DraftRung =>
    openRung(draft, event, {
      protocol: 'tls',
      fromLane: PC_LANE,
      toLane: draft.lanes.party(peer.role, peer.host, peer.port),
      label: isLegacy ? 'TLS handshake, old versions allowed' : 'TLS handshake',
      host: peer.host,
      port: peer.port,
    });
  if (event.kind === 'tls.handshake.started') {
    open(event.data.attempt === 'legacy');
    return;
  }
  const rung = rungAnswered(draft, event, 'tls', { orClosed: true }) ?? open(false);
  switch (event.kind) {
    case 'tls.handshake.completed': {
      const { protocol, attempt, tookMs } = event.data;
      rung.tlsAnswer = tlsVersion(protocol);
      closeRung(rung, event, { label: rung.tlsAnswer, durationMs: tookMs, outcome: 'ok' });
      // A second look that allows old versions tells us what the server speaks; a client would not go on with it.
      if (attempt === 'legacy') rung.outcome = 'warning';
      describeCertificates(rung);
      return;
    }
    case 'tls.handshake.failed': {
      const { failure, alert, tookMs } = event.data;
      const label =
        alert === null
          ? TLS_FAILURE_LABELS[failure]
          : `${TLS_FAILURE_LABELS[failure]}: ${visible(alert, 60)}`;
      closeRung(rung, event, { label, durationMs: tookMs, outcome: 'failed' });
      return;
    }
    case 'tls.certificates.received':
      addEvidence(rung, event);
      return;
    case 'tls.certificates.judged':
      addEvidence(rung, event);
      rung.problems = event.data.problems;
      describeCertificates(rung);
      return;
  }
}

function describeCertificates(rung: DraftRung): void {
  if (rung.tlsAnswer === null || rung.problems.length === 0) return;
  const [worst] = [...rung.problems].sort((a, b) => Number(isGraveProblem(b)) - Number(isGraveProblem(a)));
  if (worst === undefined) return;
  const more = rung.problems.length > 1 ? ` and ${rung.problems.length - 1} more` : '';
  rung.answerLabel = `${rung.tlsAnswer} · ${problemLabel(worst)}${more}`;
  rung.outcome = isGraveProblem(worst) ? 'failed' : 'warning';
}
