import type { ExchangeOutcome } from '../run/document.ts';
import type { Protocol, StepId } from '../run/ids.ts';

/** kdc: a Key Distribution Centre of Kerberos, in practice a domain controller. */
export type LaneKind = 'pc' | 'dns' | 'kdc' | 'proxy' | 'web' | 'sip';

/** A party of the sign-in: one vertical line. */
export interface Lane {
  /** Stable while the log grows: 'pc', 'dns', 'kdc:HOST', 'web:HOST', 'sip:HOST', 'proxy:HOST:PORT'. */
  readonly id: string;
  readonly kind: LaneKind;
  readonly title: string;
  /** The resolvers' or the server's addresses as far as known; '' when none is. */
  readonly subtitle: string;
}

/** A single exchange that a rung stands for together with others: one resolver's answer, one provisional answer. */
export interface RungPart {
  readonly label: string;
  readonly answerLabel: string | null;
  readonly atMs: number;
  readonly durationMs: number | null;
  readonly outcome: ExchangeOutcome;
  readonly evidence: readonly number[];
}

/** One request with its answer, between two lanes. */
export interface Rung {
  readonly kind: 'rung';
  /** Stable while the log grows. */
  readonly id: string;
  readonly step: StepId;
  readonly protocol: Protocol;
  readonly flow: string | null;
  readonly fromLane: string;
  readonly toLane: string;
  /** The request. */
  readonly label: string;
  /** The answer; null while there is none. */
  readonly answerLabel: string | null;
  /** The whole rung as a sentence, for people who hear it. */
  readonly sentence: string;
  readonly atMs: number;
  /** null: no answer came. */
  readonly durationMs: number | null;
  readonly outcome: ExchangeOutcome;
  /** seq of every event that belongs to it, ascending. */
  readonly evidence: readonly number[];
  readonly firstSeq: number;
  /** Belongs to the path that the sign-in took. */
  readonly isUsed: boolean;
  readonly parts: readonly RungPart[];
}

/** How the label of a REGISTER begins that takes a registration back. */
export const WITHDRAWAL_LABEL = 'REGISTER, Expires: 0';

export type NoteTopic =
  | 'decision'
  | 'redirect-followed'
  | 'redirect-refused'
  | 'endpoint-selected'
  | 'not-asked'
  | 'method-chosen'
  | 'attempt'
  | 'password'
  | 'signature'
  | 'withdrawal'
  | 'certificate'
  | 'web-service'
  | 'kdc'
  | 'clock'
  | 'redirection'
  | 'registration'
  | 'settings'
  | 'service'
  | 'limit'
  | 'timed-out'
  | 'cancelled'
  | 'crashed';

/** Something that happened on this PC and crossed no wire. */
export interface LadderNote {
  readonly kind: 'note';
  readonly id: string;
  readonly step: StepId;
  readonly topic: NoteTopic;
  readonly lane: 'pc';
  readonly text: string;
  readonly atMs: number;
  readonly outcome: ExchangeOutcome;
  readonly evidence: readonly number[];
  readonly firstSeq: number;
  readonly isUsed: boolean;
}

/** A stretch of time in which nothing happened. */
export interface LadderGap {
  readonly kind: 'gap';
  readonly id: string;
  /** Id of the rung or note behind which it stands; null: before the first. */
  readonly afterRowId: string | null;
  readonly atMs: number;
  readonly ms: number;
}

/** What a complete sign-in would do next and this log has not seen. */
export interface GhostRung {
  readonly kind: 'ghost';
  readonly id: string;
  readonly step: StepId;
  readonly protocol: Protocol;
  readonly fromKind: LaneKind;
  readonly toKind: LaneKind;
  readonly label: string;
  /** The answer that is hoped for. */
  readonly answerLabel: string | null;
  /** What it is for, in plain words. */
  readonly description: string;
  /** Happens only with a user name and password, or as the signed-in user. */
  readonly needsSignIn: boolean;
  /** Happens only in some sign-ins. */
  readonly isConditional: boolean;
}

export type LadderRow = Rung | LadderNote | LadderGap;

export interface Ladder {
  /** This PC, DNS, KDCs, proxies, web services, SIP servers; within a kind by first appearance. */
  readonly lanes: readonly Lane[];
  readonly rungs: readonly Rung[];
  readonly notes: readonly LadderNote[];
  readonly gaps: readonly LadderGap[];
  /** Rungs, notes and gaps in the order in which they are drawn. */
  readonly rows: readonly LadderRow[];
  /** In order; drawn below the rows. */
  readonly ghosts: readonly GhostRung[];
  readonly isFinished: boolean;
}

export interface LadderOptions {
  /** The ladder of a shorter log of the same run: what did not change keeps its identity. */
  readonly previous?: Ladder;
  /** How long nothing must happen to be drawn as a gap. */
  readonly gapMs?: number;
}
