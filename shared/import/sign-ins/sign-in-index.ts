import { counted } from '../../lib/listing.ts';
import type { LogMessage, LogRecord, LogRemark } from '../log-record.ts';
import { gapBetween, SignInDraft, type FoundSignIn, type Perspective } from './found-sign-in.ts';
import { isHttpText, type NamedUser } from './read-message.ts';
import { readRemark, type Remark } from './read-remark.ts';
import {
  glanceAtAnswer,
  glanceAtRegister,
  isRegisterText,
  usersOf,
  type RegisterGlance,
} from './register-glance.ts';

/** The sign-ins of a log. */
export interface SignInIndex {
  /** In the order of the log. */
  readonly signIns: readonly FoundSignIn[];
  /** What people should know of the list, a sentence each. */
  readonly notes: readonly string[];
  /** By the log's own clock; null: it has none. For signInLog, which can tell by it silence from the end of the log. */
  readonly endsAtMs: number | null;
}

export interface SignInIndexer {
  /** Records in the order of the file; file: its number, where several are read as one log. */
  add(records: readonly LogRecord[], file?: number): void;
  /** Sign-ins found so far. */
  readonly count: number;
  finish(): SignInIndex;
}

const MAX_SIGN_INS = 10_000;
const MAX_NAMES = 10_000;
const MAX_CONNECTIONS = 100_000;
/** Lines in front of a sign-in that may belong to it, and how old they may be. */
const MAX_LINES = 400;
const SEARCH_MS = 120_000;
/** How long after its end the client still speaks of a sign-in. */
const AFTERWARDS_MS = 10_000;

/** Tells the sign-ins of a log apart while it is read; keeps only little of each, and no text of any message. */
export function createSignInIndex(): SignInIndexer {
  return new Indexer();
}

/** What stands in front of a sign-in: a line, or a message of HTTP. */
interface Waiting {
  readonly record: LogRecord;
  readonly file: number;
  /** null: a message of HTTP. */
  readonly remark: Remark | null;
  /** Nothing else was between it and the one before. */
  readonly isNext: boolean;
}

class Indexer implements SignInIndexer {
  private readonly drafts: SignInDraft[] = [];
  private readonly byUser = new Map<string, SignInDraft>();
  /** 'shared': several users come over one connection, as from an Edge. */
  private readonly byConnection = new Map<string, SignInDraft | 'shared'>();
  private readonly names = new Map<string, string>();
  private waiting: Waiting[] = [];
  private isWaitingLast = false;
  private active: SignInDraft | null = null;
  private lastOwner: SignInDraft | null = null;
  private endsAtMs: number | null = null;
  private unlisted = 0;
  private beyond = 0;

  get count(): number {
    return this.drafts.length;
  }

  add(records: readonly LogRecord[], file = 0): void {
    for (const record of records) {
      if (record.atMs !== null) this.endsAtMs = Math.max(this.endsAtMs ?? record.atMs, record.atMs);
      if (record.kind === 'remark') this.remark(record, file);
      else this.message(record, file);
    }
  }

  finish(): SignInIndex {
    this.endSearch();
    const nameOf = (address: string): string | null => this.names.get(address.toLowerCase()) ?? null;
    const signIns = this.drafts.map((draft, id) => draft.finish(id, this.endsAtMs, nameOf));
    const notes = [
      this.unlisted === 0
        ? null
        : `${counted(this.unlisted, 'session')} began before this log does; only what comes after a sign-in is seen of ${this.unlisted === 1 ? 'it' : 'them'}.`,
      this.beyond === 0
        ? null
        : `Only the first ${MAX_SIGN_INS} sign-ins are listed; there are ${this.beyond} more.`,
    ].filter((note) => note !== null);
    return { signIns, notes, endsAtMs: this.endsAtMs };
  }

  private message(message: LogMessage, file: number): void {
    if (isRegisterText(message.text)) {
      const register = glanceAtRegister(message.text);
      if (register !== null) {
        this.register(register, message, file);
        return;
      }
    }
    if (isHttpText(message.text)) {
      this.line(message, file, null);
      return;
    }
    const answer = glanceAtAnswer(message.text);
    const owner = this.ownerOf(message);
    if (owner === null) {
      this.lastOwner = null;
      this.isWaitingLast = false;
      return;
    }
    this.give(owner, message, file);
    // What a server passes on to the next one comes back from there as well.
    if (answer !== null && isTowardsClient(message, owner.perspective)) owner.answer(answer);
    if (owner.awaitsSettings && message.text.includes('<provisionGroupList')) owner.sawSettings();
  }

  private register(register: RegisterGlance, message: LogMessage, file: number): void {
    const perspective: Perspective = message.direction === 'sent' ? 'client' : 'server';
    const known = this.byUser.get(userKey(message.computer, register.user));
    if (known !== undefined && known.perspective !== perspective) {
      this.give(known, message, file);
      return;
    }
    const goesOn = known?.takes(register, message) === true;
    const draft = goesOn ? known : this.begin(perspective, register, message, file);
    if (draft === null) return;
    if (message.local !== null || message.peer !== null) this.connect(message, draft);
    this.give(draft, message, file);
    draft.register(register, message);
    this.active = draft;
  }

  private begin(
    perspective: Perspective,
    register: RegisterGlance,
    message: LogMessage,
    file: number,
  ): SignInDraft | null {
    const isListed = !register.isRefresh && !register.isWithdrawal;
    if (isListed && this.drafts.length >= MAX_SIGN_INS) {
      this.beyond += 1;
      return null;
    }
    const draft = new SignInDraft(perspective, register.user, message.computer, isListed);
    if (isListed) this.drafts.push(draft);
    else {
      draft.phase = 'signed-in';
      if (register.isRefresh) this.unlisted += 1;
    }
    this.byUser.set(userKey(message.computer, register.user), draft);
    this.byUser.set(addressKey(message.computer, register.user), draft);
    if (isListed && perspective === 'client') this.takeLines(draft, message.atMs, file);
    return draft;
  }

  /** The search for a server and the way to it stand in front of the first REGISTER. */
  private takeLines(draft: SignInDraft, atMs: number | null, file: number): void {
    const own = this.waiting.filter(
      (line) => line.file === file && gapBetween(line.record.atMs, atMs) <= SEARCH_MS,
    );
    this.giveLines(draft, own);
  }

  private giveLines(draft: SignInDraft, lines: readonly Waiting[]): void {
    const isLast = this.isWaitingLast;
    this.lastOwner = null;
    for (const { record, file, isNext } of lines) this.give(draft, record, file, isNext);
    if (!isLast) this.lastOwner = null;
    this.waiting = [];
  }

  private remark(record: LogRemark, file: number): void {
    const remark = readRemark(record.text);
    if (remark.kind === 'other') return;
    if (remark.kind === 'host-found' && this.names.size < MAX_NAMES)
      this.names.set(remark.address, remark.host);
    this.line(record, file, remark);
  }

  /** It belongs to the sign-in that is under way, or to the next one. */
  private line(record: LogRecord, file: number, remark: Remark | null): void {
    const { active } = this;
    const gapMs = active === null ? Infinity : gapBetween(active.lastAtMs, record.atMs);
    const isUnderWay = active?.phase === 'open' || active?.phase === 'redirected';
    if (active !== null && (isUnderWay || remark?.kind === 'verdict') && gapMs <= AFTERWARDS_MS) {
      this.give(active, record, file);
      return;
    }
    const last = this.waiting.at(-1);
    if (last !== undefined && gapBetween(last.record.atMs, record.atMs) > SEARCH_MS) this.endSearch();
    this.waiting.push({ record, file, remark, isNext: this.isWaitingLast });
    if (this.waiting.length > MAX_LINES) this.waiting.shift();
    this.lastOwner = null;
    this.isWaitingLast = true;
  }

  /** A search for a server after which nothing was sent is a sign-in too: one that came to nothing. */
  private endSearch(): void {
    const isSearch = this.waiting.some(({ remark }) => remark !== null && SEARCHES.has(remark.kind));
    if (isSearch && this.active?.phase !== 'signed-in' && this.drafts.length < MAX_SIGN_INS) {
      const draft = new SignInDraft('client', { address: addressIn(this.waiting), epid: null }, null, true);
      this.drafts.push(draft);
      this.giveLines(draft, this.waiting);
    }
    this.waiting = [];
  }

  private ownerOf(message: LogMessage): SignInDraft | null {
    const connected = this.byConnection.get(connectionKey(message));
    if (connected !== undefined && connected !== 'shared') return connected;
    const { from, to } = usersOf(message.text);
    return (
      this.byUser.get(userKey(message.computer, from)) ??
      this.byUser.get(userKey(message.computer, to)) ??
      this.byUser.get(addressKey(message.computer, from)) ??
      this.byUser.get(addressKey(message.computer, to)) ??
      null
    );
  }

  private connect(message: LogMessage, draft: SignInDraft): void {
    if (this.byConnection.size > MAX_CONNECTIONS) this.byConnection.clear();
    const key = connectionKey(message);
    const known = this.byConnection.get(key);
    const isShared =
      known === 'shared' || (known !== undefined && userKey(null, known.user) !== userKey(null, draft.user));
    this.byConnection.set(key, isShared ? 'shared' : draft);
  }

  private give(draft: SignInDraft, record: LogRecord, file: number, isNext = true): void {
    draft.add(record, file, this.lastOwner === draft && isNext);
    this.lastOwner = draft;
    this.isWaitingLast = false;
  }
}

const SEARCHES: ReadonlySet<Remark['kind']> = new Set(['srv-asked', 'srv-found', 'srv-missing', 'web-asked']);

function addressIn(lines: readonly Waiting[]): string | null {
  for (const { remark } of lines) {
    const [, address] =
      /[?&]sipuri=(?:sip:)?([^\s&@]{1,256}@[^\s&@]{1,255})/i.exec(
        remark?.kind === 'web-asked' ? remark.url : '',
      ) ?? [];
    if (address !== undefined) return address;
  }
  return null;
}

function isTowardsClient({ direction }: LogMessage, perspective: Perspective): boolean {
  return direction === (perspective === 'client' ? 'received' : 'sent');
}

function connectionKey({ computer, local, peer }: LogMessage): string {
  if (local === null && peer === null) return '';
  return `${computer ?? ''}|${local?.host ?? ''}:${local?.port ?? ''}|${peer?.host ?? ''}:${peer?.port ?? ''}`;
}

function userKey(computer: string | null, { address, epid }: NamedUser): string {
  return `${computer ?? ''}|${address?.toLowerCase() ?? ''}|${epid ?? ''}`;
}

function addressKey(computer: string | null, { address }: NamedUser): string {
  return `${computer ?? ''}|${address?.toLowerCase() ?? ''}|*`;
}
