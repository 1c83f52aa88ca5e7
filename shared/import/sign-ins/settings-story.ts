import type { Peer } from '../../events/connection-events.ts';
import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { settingsTopic } from '../../projections/subscription-reading.ts';
import { readCarriedState } from '../../protocol/settings/notification.ts';
import { readDeregistration } from '../../protocol/settings/registration-event.ts';
import {
  firstHeader,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../../protocol/sip/message.ts';
import type { Said } from './conversation.ts';
import type { EventWriter } from './event-writer.ts';
import { answerData, requestData, responseData } from './message-events.ts';
import { readSetting } from './read-setting.ts';

/** How long after the registration what is asked belongs to the sign-in, and the end of it is one of the sign-in's faults. */
const LOADING_MS = 300_000;

interface Question {
  readonly kind: SettingsRequestKind;
  readonly callId: string;
  readonly seq: number;
  readonly atMs: number;
  status: number | null;
  isThrough: boolean;
}

interface Asked {
  readonly seq: number;
  readonly atMs: number;
  readonly question: Question | null;
}

/** What goes on while the registration stands: the settings that are asked for, what the server sends, and everything else. */
export class SettingsStory {
  /** Why the registration ended later on; null: it did not. */
  endedLater: string | null = null;
  private readonly writer: EventWriter;
  private readonly questions: Question[] = [];
  private readonly asked = new Map<string, Asked>();
  private readonly received = new Map<string, number>();
  private beganMs: number | null = null;

  constructor(writer: EventWriter) {
    this.writer = writer;
  }

  /** The registration stands from now on; told again, it is the first time that counts. */
  registered(): void {
    this.beganMs ??= this.writer.now;
  }

  /** A message of another method than REGISTER. isRegistered: the registration stands. */
  said(said: Said, peer: Peer, flow: string, isRegistered: boolean): void {
    const { message, byClient } = said;
    if (message.kind === 'request') {
      if (byClient) this.request(said, message, peer, flow, isRegistered);
      else this.notified(said, message, peer, flow, isRegistered);
    } else if (byClient) this.replied(said, message, peer, flow);
    else this.answered(said, message, peer, flow);
  }

  private get isLoading(): boolean {
    return this.beganMs !== null && this.writer.now - this.beganMs <= LOADING_MS;
  }

  private request(said: Said, message: SipRequest, peer: Peer, flow: string, isRegistered: boolean): void {
    const topic =
      isRegistered && this.isLoading ? settingsTopic({ ...message, headers: pairs(message) }) : null;
    const isKnown = topic === null || topic.isEnd || this.questions.some(({ kind }) => kind === topic.kind);
    const isFirst = !isKnown && this.questions.length === 0;
    const step = isRegistered ? 'settings' : null;
    if (isFirst) this.writer.add('step.started', { step: 'settings' }, { step: 'settings' });
    const seq = this.writer.add('sip.request.sent', requestData(peer, message, said.sizeBytes, !isKnown), {
      step,
      flow,
    });
    const atMs = this.writer.now;
    const question = isKnown
      ? null
      : { kind: topic.kind, callId: said.callId, seq, atMs, status: null, isThrough: false };
    if (question !== null) this.questions.push(question);
    if (this.asked.size > 10_000) this.asked.clear();
    this.asked.set(transactionOf(said), { seq, atMs, question });
  }

  private answered(said: Said, message: SipResponse, peer: Peer, flow: string): void {
    const asked = this.asked.get(transactionOf(said));
    if (asked === undefined) return;
    const { question } = asked;
    const isWanted = question !== null && !question.isThrough;
    const tookMs = this.writer.now - asked.atMs;
    const data = responseData(peer, message, said.sizeBytes, tookMs, isWanted);
    const placing = { step: question === null ? null : ('settings' as const), flow, cause: asked.seq };
    const seq = this.writer.add('sip.response.received', data, {
      ...placing,
      step: placing.step ?? stepOf(this.beganMs),
    });
    if (message.status < 200 || question === null) return;
    this.asked.delete(transactionOf(said));
    question.status = message.status;
    if (!isWanted) return;
    if (message.status === 401 || message.status === 407) return;
    if (message.status >= 300) {
      this.conclude(question, 'refused', message.reason || null, null, 0, seq);
      return;
    }
    const isService = said.cseq.method === 'SERVICE';
    const carried = isService ? null : readCarriedState(message);
    if (!isService && carried === null && !isDocument(message)) return;
    this.take(question, said, message, isService ? 'answer' : (carried?.delivery ?? 'piggyback'), seq);
  }

  private notified(said: Said, message: SipRequest, peer: Peer, flow: string, isRegistered: boolean): void {
    const topic = settingsTopic({ ...message, headers: pairs(message) });
    const question = this.questions.find(
      (one) => !one.isThrough && (one.callId === said.callId || one.kind === topic?.kind),
    );
    const data = requestData(peer, message, said.sizeBytes, topic !== null && question !== undefined);
    const step = isRegistered ? 'settings' : null;
    const seq = this.writer.add('sip.request.received', data, { step, flow });
    if (this.received.size > 10_000) this.received.clear();
    this.received.set(transactionOf(said), seq);
    this.deregistered(message, seq);
    if (topic === null || question?.kind !== topic.kind) return;
    const delivery = message.method === 'BENOTIFY' ? 'benotify' : 'notify';
    this.take(question, said, message, delivery, seq);
  }

  private replied(said: Said, message: SipResponse, peer: Peer, flow: string): void {
    const cause = this.received.get(transactionOf(said));
    if (cause === undefined) return;
    this.writer.add('sip.response.sent', answerData(peer, message, said.sizeBytes), {
      step: stepOf(this.beganMs),
      flow,
      cause,
    });
  }

  private deregistered(message: SipRequest, seq: number): void {
    const deregistration = readDeregistration(message);
    if (deregistration === null) return;
    const { event, preferredRegistrar } = deregistration;
    // Hours later it is no fault of the sign-in any more.
    if (this.isLoading) {
      this.writer.add(
        'registration.deregistered',
        { event, preferredRegistrar },
        { step: 'settings', cause: seq },
      );
    } else this.endedLater ??= event;
  }

  /** Says something only where the log holds the document whole: many logs leave bodies out. */
  private take(
    question: Question,
    { isCut }: Said,
    message: SipMessage,
    delivery: 'answer' | 'piggyback' | 'notify' | 'benotify',
    seq: number,
  ): void {
    const { body } = message;
    const encoding = firstHeader(message, 'Content-Encoding')?.trim().toLowerCase() ?? '';
    if (isCut || body.length === 0 || (encoding !== '' && encoding !== 'identity')) return;
    const announced = Number(firstHeader(message, 'Content-Length') ?? '');
    const read = readSetting(question.kind, body, firstHeader(message, 'Content-Type'));
    // A body that is shorter than it says was cut by whoever wrote or copied the log.
    if (read.outcome === 'invalid' && announced > body.length) return;
    if (read.event !== null)
      this.writer.add(read.event.kind, read.event.data, { step: 'settings', cause: seq });
    this.conclude(question, read.outcome, read.detail, delivery, body.length, seq);
  }

  private conclude(
    question: Question,
    outcome: 'received' | 'refused' | 'invalid' | 'failed-inside',
    detail: string | null,
    delivery: 'answer' | 'piggyback' | 'notify' | 'benotify' | null,
    bodyBytes: number,
    cause: number,
  ): void {
    question.isThrough = true;
    const { kind, status, atMs } = question;
    const tookMs = this.writer.now - atMs;
    this.writer.add(
      'settings.request.concluded',
      {
        request: kind,
        pool: null,
        outcome,
        status,
        detail: detail?.slice(0, 300) ?? null,
        delivery,
        bodyBytes,
        tookMs,
      },
      { step: 'settings', cause },
    );
    if (this.questions.every(({ isThrough }) => isThrough)) {
      this.writer.add('step.finished', { step: 'settings' }, { step: 'settings' });
    }
  }
}

function stepOf(beganMs: number | null): 'settings' | null {
  return beganMs === null ? null : 'settings';
}

/** Some logs have the state in the answer and none of the headers that mark it. */
function isDocument(message: SipMessage): boolean {
  return message.body.length > 0 && /xml/i.test(firstHeader(message, 'Content-Type') ?? '');
}

function pairs(message: SipMessage): [string, string][] {
  return message.headers.map(({ name, value }) => [name, value]);
}

function transactionOf({ callId, cseq }: Said): string {
  return `${callId} ${cseq.number} ${cseq.method}`;
}
