import type { SignInOfLog } from '../../ipc/open-commands.ts';
import type { AuthMethod } from '../../run/ids.ts';
import type { LogMessage, LogPlace } from '../log-record.ts';
import type { AnswerGlance, RegisterGlance } from './register-glance.ts';

/** Bytes of a file, by its number among those that were read as one log. */
export interface PlaceInFile {
  readonly file: number;
  readonly offset: number;
  readonly end: number;
}

/** One sign-in, and where its records lie. */
export interface FoundSignIn {
  readonly info: SignInOfLog;
  /** In order; what lies between two records of the same sign-in is no message of anybody else. */
  readonly places: readonly PlaceInFile[];
}

/** client: the log is that of the PC that signs in. server: that of a Front End or Edge. */
export type Perspective = 'client' | 'server';

/** open: asked, and nothing decided. redirected: sent on, and not there yet. */
type Phase = 'open' | 'redirected' | 'signed-in' | 'refused';

/** How long after a REGISTER another one can belong to the same sign-in. */
const SAME_DIALOG_MS = 600_000;
const NEXT_SERVER_MS = 60_000;
const AFTER_REDIRECT_MS = 120_000;
const AFTER_REFUSAL_MS = 10_000;
/** RFC 3261 17.1.2.2, timer F: later no answer comes any more. */
export const TRANSACTION_MS = 32_000;
/** Beyond this the last place grows instead: a few foreign records in it cost nothing. */
const MAX_PLACES = 5_000;

interface Asked {
  readonly callId: string;
  readonly cseq: number;
  readonly isComplete: boolean;
  readonly isBeside: boolean;
  readonly atMs: number | null;
}

/** A sign-in while its log is read; keeps no text of any message. */
export class SignInDraft {
  readonly perspective: Perspective;
  readonly user: RegisterGlance['user'];
  readonly computer: string | null;
  /** false: a session that began before the log does; what belongs to it is known, and it is not listed. */
  readonly isListed: boolean;
  phase: Phase = 'open';
  lastAtMs: number | null = null;
  private readonly places: { file: number; offset: number; end: number }[] = [];
  private firstAtMs: number | null = null;
  private peer: LogMessage['peer'] = null;
  private local: LogMessage['local'] = null;
  private targetname: string | null = null;
  private method: AuthMethod | null = null;
  private asked: Asked | null = null;
  private callId = '';
  private registers = 0;
  private messages = 0;
  private endText = '';
  private hasSettings = false;

  constructor(
    perspective: Perspective,
    user: RegisterGlance['user'],
    computer: string | null,
    isListed: boolean,
  ) {
    this.perspective = perspective;
    this.user = user;
    this.computer = computer;
    this.isListed = isListed;
  }

  /** Whether a REGISTER of the same user goes on with this sign-in, or begins one of its own. */
  takes(register: RegisterGlance, message: LogMessage): boolean {
    if (register.isWithdrawal || register.isRefresh) return true;
    const gapMs = gapBetween(this.lastAtMs, message.atMs);
    const isSameDialog = register.callId === this.callId;
    const isElsewhere = !isSamePlace(message.peer, this.peer);
    switch (this.phase) {
      case 'redirected':
        return gapMs <= AFTER_REDIRECT_MS;
      case 'open':
        return isSameDialog ? gapMs <= SAME_DIALOG_MS : isElsewhere && gapMs <= NEXT_SERVER_MS;
      case 'refused':
        return (isSameDialog || isElsewhere) && gapMs <= AFTER_REFUSAL_MS;
      case 'signed-in':
        return isSameDialog && register.method !== null;
    }
  }

  register(register: RegisterGlance, message: LogMessage): void {
    const { callId, cseq, method, isComplete } = register;
    const isRepeated = this.asked?.callId === callId && this.asked.cseq === cseq;
    if (isRepeated) return;
    const isBeside = register.isWithdrawal || this.phase === 'signed-in';
    this.asked = { callId, cseq, isComplete, isBeside, atMs: message.atMs };
    if (isBeside) return;
    const isNextServer = this.registers > 0 && !isSamePlace(message.peer, this.peer);
    const isNextMethod = method !== null && this.method !== null && method !== this.method;
    // Counted as the protocol counts them: at the server that decides, by the method that is used last.
    if (isNextServer) this.registers = 0;
    else if (isNextMethod) this.registers = 1;
    this.registers += 1;
    this.method = method ?? this.method;
    this.callId = callId;
    this.peer = message.peer;
    this.local = message.local;
    if (isNextServer) this.targetname = null;
    if (this.phase === 'refused') this.phase = 'open';
  }

  answer({ callId, cseq, status, reason, hasToken, targetname }: AnswerGlance): void {
    this.targetname ??= targetname;
    const { asked } = this;
    if (asked?.callId !== callId || asked.cseq !== cseq || status < 200) return;
    this.asked = null;
    if (asked.isBeside) return;
    const line = `${status} ${reason}`.trim();
    if (status < 300) this.phase = 'signed-in';
    else if (status < 400) this.phase = 'redirected';
    else if (status === 401 || status === 407) {
      if (!asked.isComplete || hasToken) return;
      this.phase = 'refused';
    } else this.phase = 'refused';
    this.endText = line;
  }

  /** A record that belongs to it. */
  add(
    record: LogPlace & { readonly kind: string; readonly atMs: number | null },
    file: number,
    isNext: boolean,
  ): void {
    if (record.kind === 'message') this.messages += 1;
    this.firstAtMs ??= record.atMs;
    if (record.atMs !== null) this.lastAtMs = record.atMs;
    const last = this.places.at(-1);
    if (last?.file === file && (isNext || this.places.length >= MAX_PLACES)) {
      last.offset = Math.min(last.offset, record.offset);
      last.end = Math.max(last.end, record.end);
    } else this.places.push({ file, offset: record.offset, end: record.end });
  }

  sawSettings(): void {
    this.hasSettings = true;
  }

  get awaitsSettings(): boolean {
    return this.phase === 'signed-in' && !this.hasSettings;
  }

  /** endsAtMs: of the whole log. */
  finish(id: number, endsAtMs: number | null, nameOf: (address: string) => string | null): FoundSignIn {
    return {
      info: {
        id,
        atMs: this.firstAtMs,
        address: this.user.address,
        server: this.server(nameOf)?.slice(0, 300) ?? null,
        method: this.method,
        ...this.ending(endsAtMs),
        registers: this.registers,
        messages: this.messages,
      },
      places: this.places,
    };
  }

  private server(nameOf: (address: string) => string | null): string | null {
    if (this.perspective === 'server') return this.computer ?? this.targetname ?? this.local?.host ?? null;
    const host = this.peer?.host ?? null;
    return (host === null ? null : nameOf(host)) ?? this.targetname ?? host;
  }

  private ending(endsAtMs: number | null): Pick<SignInOfLog, 'outcome' | 'outcomeText'> {
    switch (this.phase) {
      case 'signed-in':
        return {
          outcome: 'signed-in',
          outcomeText: this.hasSettings ? 'signed in, settings received' : 'signed in',
        };
      case 'redirected':
        return { outcome: 'redirected', outcomeText: this.endText };
      case 'refused':
        return { outcome: 'refused', outcomeText: this.endText };
      case 'open':
        return this.openEnding(endsAtMs);
    }
  }

  private openEnding(endsAtMs: number | null): Pick<SignInOfLog, 'outcome' | 'outcomeText'> {
    if (this.registers === 0)
      return { outcome: 'unknown', outcomeText: 'no REGISTER after the search for a server' };
    if (this.asked === null)
      return { outcome: 'unknown', outcomeText: 'asked for credentials; no REGISTER after that' };
    const isSilent = gapBetween(this.asked.atMs, endsAtMs) >= TRANSACTION_MS && this.asked.atMs !== null;
    return isSilent
      ? { outcome: 'no-answer', outcomeText: 'no answer to the last REGISTER' }
      : { outcome: 'unknown', outcomeText: 'the log ends before the last answer' };
  }
}

/** Clocks of a log may go backwards; where there is no time, everything is close together. */
export function gapBetween(earlierMs: number | null, laterMs: number | null): number {
  return earlierMs === null || laterMs === null ? 0 : Math.abs(laterMs - earlierMs);
}

function isSamePlace(one: LogMessage['peer'], other: LogMessage['peer']): boolean {
  return one?.host === other?.host && one?.port === other?.port;
}
