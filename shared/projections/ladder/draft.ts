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
import { openRungIndex, type RungIndex } from './rung-index.ts';

export interface DraftPart {
  readonly seq: number;
  readonly label: string;
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
  /** How many of them failed. */
  failedParts: number;
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
  readonly index: RungIndex;
  /** DNS rungs by question and name. */
  readonly dns: Map<string, DraftRung>;
  /** The parts of DNS rungs by the seq of the event that began them. */
  readonly dnsParts: Map<number, { readonly rung: DraftRung; readonly part: DraftPart }>;
  /** The parts that wait for an answer, by rung and by what tells them apart, answered ones among them. */
  readonly dnsOpen: Map<string, DraftPart[]>;
  /** Names that somebody promised an address for: SRV targets, servers, redirect targets. */
  readonly promisedNames: Set<string>;
  /** Of each method in order; those that are over among them until they come to the end. */
  readonly attempts: Map<AuthMethod, DraftAttempt[]>;
  /** What the messages are for since the last choice or attempt; null: neither was yet. */
  purpose: AttemptPurpose | null;
  /** What requests to a URL are for, by the URL: as the web services' metadata say. */
  readonly errands: Map<string, string>;
  /** The last request of ours for each part of the settings, by what is asked for. */
  readonly settingsRequests: Map<string, DraftRung>;
  /** The keep-alive of a flow that nothing came back to yet. */
  readonly pings: Map<string, DraftRung>;
  /** The last note of each topic. */
  readonly lastNotes: Map<NoteTopic, DraftNote>;
  /** Notes that tell of several things of one kind, by what they have in common. */
  readonly gathered: Map<string, Gathered>;
}

/** A note that grows with each thing that it tells of. */
export interface Gathered {
  readonly note: DraftNote;
  readonly items: Set<string>;
  /** How they are told together. */
  text: (items: readonly string[]) => string;
}

export function openDraft(): Draft {
  return {
    lanes: openLaneBook(),
    rungs: [],
    notes: [],
    discoveryEvidence: [],
    bySeq: new Map(),
    index: openRungIndex(),
    dns: new Map(),
    dnsParts: new Map(),
    dnsOpen: new Map(),
    promisedNames: new Set(),
    attempts: new Map(),
    purpose: null,
    errands: new Map(),
    settingsRequests: new Map(),
    pings: new Map(),
    lastNotes: new Map(),
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
    failedParts: 0,
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
  draft.index.add(rung);
  return rung;
}

/**
 * The rung that an event answers: the one that it names as its cause, else the last one of its flow that is open; orClosed: else
 * the last one. Returns null when the log has none, as in a log that begins in the middle.
 */
export function rungAnswered(
  draft: Draft,
  event: LoggedEvent,
  protocol: Protocol,
  { url, orClosed = false }: { readonly url?: string; readonly orClosed?: boolean } = {},
): DraftRung | null {
  const caused = event.cause === null ? undefined : draft.bySeq.get(event.cause);
  if (caused?.protocol === protocol) return caused;
  const open = draft.index.latestOpen(protocol, event.flow, url);
  return open ?? (orClosed ? draft.index.latest(protocol, event.flow, url) : null);
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

/** The question for the addresses of a name, as canonicalName has it. */
export function addressRung({ dns }: Draft, host: string): DraftRung | null {
  return dns.get(dnsKey('address', host)) ?? null;
}

export function dnsKey(question: 'srv' | 'address', host: string): string {
  return `${question} ${host}`;
}

/** true: what happens now is part of the sign-in; looks ahead and comparisons stand beside it. */
export function isOwn({ purpose }: { readonly purpose: AttemptPurpose | null }): boolean {
  return purpose === null || purpose === 'sign-in';
}

/** The attempt at a method that goes on; null when there is none. */
export function openAttempt(draft: Draft, method: AuthMethod): DraftAttempt | null {
  const attempts = draft.attempts.get(method) ?? [];
  while (attempts.at(-1)?.isOpen === false) attempts.pop();
  return attempts.at(-1) ?? null;
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
  draft.lastNotes.set(note.topic, added);
  return added;
}
