import type {
  Certificate,
  CertificateProblem,
  Peer,
  TcpFailure,
  TlsFailure,
} from '../../events/connection-events.ts';
import type { LoggedEvent } from '../../events/catalogue.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { areaOf, type Area } from './area.ts';
import { waitedInVainMs, type Ending } from './ending.ts';
import type { LogIndex } from './log-index.ts';

/** How far one connection came. open: TCP stands and nothing more was tried or recorded. */
export type ConnectionStage =
  'tcp-pending' | 'tcp-failed' | 'open' | 'tls-pending' | 'tls-failed' | 'untrusted' | 'trusted';

export interface TcpFault {
  readonly seq: number;
  readonly failure: TcpFailure;
  readonly errno: string | null;
  readonly tookMs: number;
}

export interface TlsFault {
  readonly seq: number;
  readonly failure: TlsFailure;
  readonly alert: string | null;
  readonly detail: string;
  readonly banner: string | null;
  /** Reset before our first bytes could go out: TLS has nothing to do with it. */
  readonly isBeforeHello: boolean;
  readonly tookMs: number;
}

export interface TlsSuccess {
  readonly seq: number;
  readonly protocol: string;
  readonly cipher: string;
}

export interface Connection {
  readonly peer: Peer;
  readonly area: Area;
  /** What was really dialled; null when the log does not say. */
  readonly address: string | null;
  readonly startedSeq: number;
  readonly stage: ConnectionStage;
  readonly tcpFault: TcpFault | null;
  readonly tlsFault: TlsFault | null;
  readonly tls: TlsSuccess | null;
  readonly minVersion: string | null;
  readonly chain: readonly Certificate[];
  readonly problems: readonly CertificateProblem[];
  readonly judgedSeq: number | null;
  readonly chainSeq: number | null;
  readonly closedSeq: number | null;
}

/** A second look with old versions allowed: tells what a server speaks, never whether it is usable. */
export interface LegacyLook {
  readonly key: string;
  readonly seq: number;
  readonly protocol: string | null;
}

export interface ConnectionFacts {
  /** Those on the way to the first server, without the legacy looks, in the order in which they were begun. */
  readonly all: readonly Connection[];
  /** area: the way to the first server unless told otherwise. */
  to(host: string, port: number, role: Peer['role'], area?: Area): readonly Connection[];
  legacyLook(host: string, port: number): LegacyLook | null;
}

interface Draft {
  peer: Peer;
  area: Area;
  address: string | null;
  startedSeq: number;
  startedAtMs: number;
  tcp: 'pending' | 'connected' | 'failed';
  tcpFault: TcpFault | null;
  tlsStarted: boolean;
  tlsFault: TlsFault | null;
  tls: TlsSuccess | null;
  minVersion: string | null;
  chain: readonly Certificate[];
  chainSeq: number | null;
  judged: { seq: number; trusted: boolean; problems: readonly CertificateProblem[] } | null;
  closedSeq: number | null;
  isLegacy: boolean;
}

/**
 * Puts together what belongs to one connection: the same flow and peer; a new TCP start begins a new one.
 * What was still waiting when the budget of the whole run ended counts as unanswered.
 */
export function connectionFactsOf(index: LogIndex, ending: Ending): ConnectionFacts {
  const drafts: Draft[] = [];
  const current = new Map<string, Draft>();
  const legacy: LegacyLook[] = [];

  for (const event of index.log) {
    const peer = peerOf(event);
    if (peer === null) continue;
    const flowKey = `${event.flow ?? ''} ${peer.role} ${endpointKey(peer)}`;
    let draft = current.get(flowKey);
    if (draft === undefined || event.kind === 'tcp.connect.started') {
      draft = emptyDraft(peer, event);
      drafts.push(draft);
      current.set(flowKey, draft);
    }
    apply(draft, event, legacy);
  }

  for (const draft of drafts) giveUpWaiting(draft, ending);
  const ordinary = drafts.filter((draft) => !draft.isLegacy).map(toConnection);
  const byPeer = new Map<string, Connection[]>();
  for (const connection of ordinary) {
    const key = endpointKey(connection.peer);
    const known = byPeer.get(key);
    if (known === undefined) byPeer.set(key, [connection]);
    else known.push(connection);
  }
  const looks = new Map(legacy.map((look) => [look.key, look]));
  return {
    all: ordinary.filter(({ area }) => area === 'entry'),
    to: (host, port, role, area = 'entry') =>
      (byPeer.get(endpointKey({ host, port })) ?? []).filter(
        (connection) => connection.peer.role === role && connection.area === area,
      ),
    legacyLook: (host, port) => looks.get(endpointKey({ host, port })) ?? null,
  };
}

function peerOf(event: LoggedEvent): Peer | null {
  switch (event.kind) {
    case 'tcp.connect.started':
    case 'tcp.connect.succeeded':
    case 'tcp.connect.failed':
    case 'tls.handshake.started':
    case 'tls.handshake.completed':
    case 'tls.handshake.failed':
    case 'tls.certificates.received':
    case 'tls.certificates.judged':
    case 'connection.closed':
      return event.data.peer;
    default:
      return null;
  }
}

function emptyDraft(peer: Peer, { seq, t, step }: LoggedEvent): Draft {
  return {
    peer,
    area: areaOf(step),
    address: null,
    startedSeq: seq,
    startedAtMs: t,
    tcp: 'pending',
    tcpFault: null,
    tlsStarted: false,
    tlsFault: null,
    tls: null,
    minVersion: null,
    chain: [],
    chainSeq: null,
    judged: null,
    closedSeq: null,
    isLegacy: false,
  };
}

function apply(draft: Draft, event: LoggedEvent, legacy: LegacyLook[]): void {
  switch (event.kind) {
    case 'tcp.connect.started':
      draft.address = event.data.address;
      return;
    case 'tcp.connect.succeeded':
      draft.address = event.data.address;
      draft.tcp = 'connected';
      return;
    case 'tcp.connect.failed': {
      const { failure, errno, tookMs, address } = event.data;
      draft.address = address;
      draft.tcp = 'failed';
      draft.tcpFault = { seq: event.seq, failure, errno, tookMs };
      return;
    }
    case 'tls.handshake.started':
      draft.tcp = 'connected';
      if (event.data.attempt === 'legacy') draft.isLegacy = !draft.tlsStarted;
      else {
        draft.tlsStarted = true;
        draft.minVersion = event.data.minVersion;
      }
      return;
    case 'tls.handshake.completed': {
      const { protocol, cipher, attempt, peer } = event.data;
      draft.tcp = 'connected';
      if (attempt === 'legacy') {
        draft.isLegacy = !draft.tlsStarted;
        legacy.push({ key: endpointKey(peer), seq: event.seq, protocol });
      } else draft.tls = { seq: event.seq, protocol, cipher };
      return;
    }
    case 'tls.handshake.failed': {
      const { failure, alert, detail, banner, tookMs, attempt } = event.data;
      draft.tcp = 'connected';
      if (attempt === 'legacy') draft.isLegacy = !draft.tlsStarted;
      else {
        const isBeforeHello = event.data.beforeHello === true;
        draft.tlsFault = { seq: event.seq, failure, alert, detail, banner, isBeforeHello, tookMs };
      }
      return;
    }
    case 'tls.certificates.received':
      draft.chain = event.data.chain;
      draft.chainSeq = event.seq;
      return;
    case 'tls.certificates.judged':
      draft.judged = { seq: event.seq, trusted: event.data.trusted, problems: event.data.problems };
      return;
    case 'connection.closed':
      draft.closedSeq = event.seq;
      return;
    default:
      return;
  }
}

function giveUpWaiting(draft: Draft, ending: Ending): void {
  const tookMs = waitedInVainMs(ending, draft.startedAtMs);
  // What was closed before was not waited for any longer.
  if (tookMs === null || draft.closedSeq !== null) return;
  const stage = stageOf(draft);
  const { startedSeq: seq } = draft;
  if (stage === 'tcp-pending') draft.tcpFault = { seq, failure: 'timeout', errno: null, tookMs };
  if (stage === 'tls-pending' && draft.tls === null) {
    draft.tlsFault = {
      seq,
      failure: 'silence',
      alert: null,
      detail: '',
      banner: null,
      isBeforeHello: false,
      tookMs,
    };
  }
}

function toConnection(draft: Draft): Connection {
  const {
    peer,
    area,
    address,
    startedSeq,
    tcpFault,
    tlsFault,
    tls,
    minVersion,
    chain,
    chainSeq,
    judged,
    closedSeq,
  } = draft;
  return {
    peer,
    area,
    address,
    startedSeq,
    stage: stageOf(draft),
    tcpFault,
    tlsFault,
    tls,
    minVersion,
    chain,
    chainSeq,
    problems: judged?.problems ?? [],
    judgedSeq: judged?.seq ?? null,
    closedSeq,
  };
}

function stageOf(draft: Draft): ConnectionStage {
  if (draft.tcpFault !== null) return 'tcp-failed';
  // With TLS 1.3 a server may ask for a client certificate and refuse after our side of the handshake is complete.
  if (draft.tlsFault !== null) return 'tls-failed';
  if (draft.judged !== null) return draft.judged.trusted ? 'trusted' : 'untrusted';
  if (draft.tlsStarted || draft.tls !== null) return 'tls-pending';
  return draft.tcp === 'connected' ? 'open' : 'tcp-pending';
}
