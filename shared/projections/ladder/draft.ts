import type { LoggedEvent } from '../../events/catalogue.ts';
import type { AttemptPurpose } from '../../events/authentication-events.ts';
import type { CertificateProblem } from '../../events/connection-events.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import type { ExchangeOutcome } from '../../run/document.ts';
import type { AuthMethod, Protocol, StepId } from '../../run/ids.ts';
import type { LadderNote, NoteTopic } from '../ladder-model.ts';
import type { RegisterStage } from '../sip-reading.ts';
import type { SettingsTopic } from '../subscription-reading.ts';
import { openLaneBook, PC_LANE, type LaneBook } from './lanes.ts';

export interface DraftPart {
  readonly seq: number;
  readonly label: string;
  /** What tells the parts of one rung apart: resolver, transport and type. */
  readonly key: string;
  answerLabel: string | null;
  readonly atMs: number;
  durationMs: number | null;
  outcome: ExchangeOutcome;
  readonly evidence: number[];
}

/** A rung while the log is read; becomes a Rung at the end. */
export interface DraftRung {
  readonly id: string;
  readonly step: StepId;
  readonly protocol: Protocol;
  readonly flow: string | null;
  readonly probe: string | null;
  readonly fromLane: string;
  toLane: string;
  label: string;
  answerLabel: string | null;
  readonly atMs: number;
  durationMs: number | null;
  outcome: ExchangeOutcome;
  readonly evidence: number[];
  readonly firstSeq: number;
  readonly parts: DraftPart[];
  /** The request is out, the final answer is not in. */
  isOpen: boolean;
  /** The host at the other end, or the name asked for; lower case. */
  readonly host: string;
  readonly port: number;
  /** HTTP only. */
  readonly url: string | null;
  /** DNS only: 'srv' for SRV questions, 'address' for A and AAAA. */
  readonly question: 'srv' | 'address' | null;
  /** DNS only: asked for addresses, and there are none. */
  isAddressMissing: boolean;
  /** TLS only: what the handshake came to, before the certificates are judged. */
  tlsAnswer: string | null;
  problems: readonly CertificateProblem[];
  /** What the attempt that it belongs to is for; null: it belongs to none. */
  purpose: AttemptPurpose | null;
  /** SIP only: what a REGISTER with credentials does in its method. */
  register: { readonly method: AuthMethod | null; readonly stage: RegisterStage | null } | null;
  /** SIP only: what is asked for, or brought, after the sign-in. */
  settings: SettingsTopic | null;
  /** HTTP only: an errand of TLS-DSK, whose 401 is part of its logon. */
  errand: { readonly hasCredentials: boolean } | null;
}

/** A method being tried, as the rungs of it need to know. */
export interface DraftAttempt {
  readonly purpose: AttemptPurpose;
  readonly method: AuthMethod;
  readonly expectedRegisters: number;
  /** REGISTERs with credentials so far. */
  sent: number;
  isOpen: boolean;
}

/** A note while the log is read; a later event may say more. */
export type DraftNote = { -readonly [K in keyof LadderNote]: LadderNote[K] } & { evidence: number[] };

export interface Draft {
  readonly lanes: LaneBook;
  readonly rungs: DraftRung[];
  readonly notes: DraftNote[];
  /** seq of what the decision of step 1 rests on; grows behind its note when a candidate comes in late. */
  readonly discoveryEvidence: number[];
  /** The rung that an event began or answered, by its seq: what follows names it as its cause. */
  readonly bySeq: Map<number, DraftRung>;
  /** Rungs of a protocol and flow in order. */
  readonly byFlow: Map<string, DraftRung[]>;
  /** DNS rungs by question and name. */
  readonly dns: Map<string, DraftRung>;
  /** Names that somebody promised an address for: SRV targets, servers, redirect targets. */
  readonly promisedNames: Set<string>;
  readonly attempts: DraftAttempt[];
  /** What the messages are for since the last choice or attempt; null: neither was yet. */
  purpose: AttemptPurpose | null;
  /** What requests to a URL are for, by the URL: as the web services' metadata say. */
  readonly errands: Map<string, string>;
  /** The keep-alive of a flow that nothing came back to yet. */
  readonly pings: Map<string, DraftRung>;
  /** Notes that tell of several things of one kind, by what they have in common. */
  readonly gathered: Map<string, Gathered>;
}

/** A note that grows with each thing that it tells of. */
export interface Gathered {
  readonly note: DraftNote;
  readonly items: string[];
}

export function openDraft(): Draft {
  return {
    lanes: openLaneBook(),
    rungs: [],
    notes: [],
    discoveryEvidence: [],
    bySeq: new Map(),
    byFlow: new Map(),
    dns: new Map(),
    promisedNames: new Set(),
    attempts: [],
    purpose: null,
    errands: new Map(),
    pings: new Map(),
    gathered: new Map(),
  };
}

const DEFAULT_STEPS: Readonly<Record<Protocol, StepId>> = {
  dns: 'discovery',
  http: 'discovery',
  tcp: 'connectivity',
  tls: 'connectivity',
  sip: 'authentication',
  kerberos: 'authentication',
  local: 'discovery',
};

interface Opening {
  readonly protocol: Protocol;
  readonly fromLane: string;
  readonly toLane: string;
  readonly label: string;
  readonly host: string;
  readonly port: number;
  readonly url?: string;
  readonly question?: 'srv' | 'address';
}

/** Begins a rung with the event that starts it. */
export function openRung(draft: Draft, event: LoggedEvent, opening: Opening): DraftRung {
  const { protocol, fromLane, toLane, label, host, port, url, question } = opening;
  const rung: DraftRung = {
    id: `${protocol}-${event.seq}`,
    step: event.step ?? DEFAULT_STEPS[protocol],
    protocol,
    flow: event.flow,
    probe: event.probe,
    fromLane,
    toLane,
    label,
    answerLabel: null,
    atMs: event.t,
    durationMs: null,
    outcome: 'pending',
    evidence: [event.seq],
    firstSeq: event.seq,
    parts: [],
    isOpen: true,
    host: canonicalName(host),
    port,
    url: url ?? null,
    question: question ?? null,
    isAddressMissing: false,
    tlsAnswer: null,
    problems: [],
    purpose: null,
    register: null,
    settings: null,
    errand: null,
  };
  draft.rungs.push(rung);
  draft.bySeq.set(event.seq, rung);
  const key = flowKey(protocol, event.flow);
  const sameFlow = draft.byFlow.get(key);
  if (sameFlow === undefined) draft.byFlow.set(key, [rung]);
  else sameFlow.push(rung);
  return rung;
}

/**
 * The rung that an event answers: the one that it names as its cause, else the last one of its flow that fits.
 * Returns null when the log has none, as in a log that begins in the middle.
 */
export function rungAnswered(
  draft: Draft,
  event: LoggedEvent,
  protocol: Protocol,
  fits: (rung: DraftRung) => boolean,
): DraftRung | null {
  const caused = event.cause === null ? undefined : draft.bySeq.get(event.cause);
  if (caused?.protocol === protocol) return caused;
  const sameFlow = draft.byFlow.get(flowKey(protocol, event.flow)) ?? [];
  return sameFlow.findLast((rung) => rung.isOpen && fits(rung)) ?? sameFlow.findLast(fits) ?? null;
}

export function closeRung(
  rung: DraftRung,
  event: LoggedEvent,
  answer: { readonly label: string; readonly durationMs: number | null; readonly outcome: ExchangeOutcome },
): void {
  addEvidence(rung, event);
  rung.answerLabel = answer.label;
  rung.durationMs = answer.durationMs;
  rung.outcome = answer.outcome;
  rung.isOpen = false;
}

/** Adds to what the answer says. */
export function say(rung: DraftRung, event: LoggedEvent, what: string, outcome: ExchangeOutcome): void {
  addEvidence(rung, event);
  rung.answerLabel = rung.answerLabel === null ? what : `${rung.answerLabel} · ${what}`;
  rung.outcome = outcome;
}

/** The rung of the message that an event is about. */
export function rungOfCause(draft: Draft, event: LoggedEvent): DraftRung | null {
  return event.cause === null ? null : (draft.bySeq.get(event.cause) ?? null);
}

/** true: what happens now is part of the sign-in; looks ahead and comparisons stand beside it. */
export function isOwn({ purpose }: { readonly purpose: AttemptPurpose | null }): boolean {
  return purpose === null || purpose === 'sign-in';
}

/** The attempt at a method that goes on; null when there is none. */
export function openAttempt(draft: Draft, method: AuthMethod): DraftAttempt | null {
  return draft.attempts.findLast((one) => one.isOpen && one.method === method) ?? null;
}

/** true: a message of the server's own accord. */
export function isInbound({ toLane }: Pick<DraftRung, 'toLane'>): boolean {
  return toLane === PC_LANE;
}

export function addEvidence(rung: DraftRung, event: LoggedEvent): void {
  if (rung.evidence.at(-1) !== event.seq) rung.evidence.push(event.seq);
}

export function addNote(
  draft: Draft,
  event: LoggedEvent,
  note: {
    readonly topic: NoteTopic;
    readonly step: StepId;
    readonly text: string;
    readonly outcome: ExchangeOutcome;
    readonly isUsed?: boolean;
    readonly evidence?: number[];
  },
): DraftNote {
  const added: DraftNote = {
    kind: 'note',
    id: `local-${event.seq}`,
    step: note.step,
    topic: note.topic,
    lane: 'pc',
    text: note.text,
    atMs: event.t,
    outcome: note.outcome,
    evidence: note.evidence ?? [event.seq],
    firstSeq: event.seq,
    isUsed: note.isUsed ?? false,
  };
  draft.notes.push(added);
  return added;
}

function flowKey(protocol: Protocol, flow: string | null): string {
  return `${protocol} ${flow ?? ''}`;
}
