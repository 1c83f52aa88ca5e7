import type { LoggedEvent } from '../../events/catalogue.ts';
import type { RunOrigin } from '../../run/origin.ts';
import { createPlan, type CredentialsChoice } from '../../run/plan.ts';
import type { LogRecord } from '../log-record.ts';
import { conversationOf, type Conversation } from './conversation.ts';
import { DiscoveryStory } from './discovery-story.ts';
import { EventWriter } from './event-writer.ts';
import { zoneName } from './log-clock.ts';
import { observeTokenText } from './observe-token.ts';
import { RegisterStory } from './register-story.ts';
import { placesOf } from './server-names.ts';
import { SettingsStory } from './settings-story.ts';
import { proofIn, userName } from './shown-proof.ts';

/** What is known of a log beside its records. */
export interface SignInLogSource {
  readonly fileName: string;
  readonly format: Extract<RunOrigin, { readonly kind: 'log' }>['format'];
  readonly tool: { readonly name: string; readonly version: string };
  readonly runId: string;
  /** SignInIndex.endsAtMs: a request without an answer is silence only where the log goes on behind it. */
  readonly endsAtMs: number | null;
}

export interface SignInLog {
  readonly events: readonly LoggedEvent[];
  readonly origin: Extract<RunOrigin, { readonly kind: 'log' }>;
}

const UNKNOWN_ADDRESS = 'unknown@unknown.invalid';
const MAX_NOTES = 50;

/**
 * One sign-in of a client's or server's log as a log of ours, so that the same projections and rules read it. Takes its records in
 * the order of the file; what is of somebody else is left out. Only what the log shows becomes an event, and no secret does.
 * Never fails; linear in the length of the records.
 */
export function signInLog(records: readonly LogRecord[], source: SignInLogSource): SignInLog {
  const talk = conversationOf(records);
  const zoneMs = talk.zoneMs ?? 0;
  const startMs = firstTime(talk) - zoneMs;
  const writer = new EventWriter(startMs);
  const address = addressOf(talk);
  writer.add('run.started', {
    runId: source.runId,
    source: 'log',
    tool: { ...source.tool },
    plan: createPlan(address, { auth: 'auto', credentials: credentialsIn(talk) }),
  });
  const discovery = new DiscoveryStory(writer);
  const register = new RegisterStory(writer, discovery, address);
  const settings = new SettingsStory(writer);
  tell(talk, { writer, discovery, register, settings, zoneMs });
  const endsAtMs = (source.endsAtMs ?? -Infinity) - zoneMs - startMs;
  const hasEnded = register.finish(Math.max(endsAtMs, writer.now));
  if (register.stage === 'searching') discovery.conclude(null);
  // A log that ends in the middle says no more of the rest than a run that was cancelled there.
  writer.add('run.finished', { reason: hasEnded ? 'completed' : 'cancelled' });
  const notes = notesOn(talk, settings).slice(0, MAX_NOTES);
  return {
    events: writer.events,
    origin: { kind: 'log', fileName: source.fileName.slice(0, 255), format: source.format, notes },
  };
}

interface Story {
  readonly writer: EventWriter;
  readonly discovery: DiscoveryStory;
  readonly register: RegisterStory;
  readonly settings: SettingsStory;
  readonly zoneMs: number;
}

function tell(talk: Conversation, { writer, discovery, register, settings, zoneMs }: Story): void {
  const placeOf = placesOf(talk);
  for (const item of talk.items) {
    writer.at(item.atMs === null ? null : item.atMs - zoneMs);
    if (item.kind === 'told') {
      if (item.remark.kind === 'tls-done') register.tlsDone(item.remark.host);
      else if (register.stage !== 'registered') discovery.told(item.remark);
      continue;
    }
    if (item.kind === 'surfed') {
      if (register.stage !== 'registered') discovery.said(item.message);
      continue;
    }
    const { message } = item;
    const at = placeOf(item);
    if (item.cseq.method === 'REGISTER') {
      if (message.kind === 'request' && item.byClient) register.request({ ...item, message }, at);
      else if (message.kind === 'response' && !item.byClient) register.response({ ...item, message });
      if (register.stage === 'registered') settings.registered();
      continue;
    }
    const { peer, flow } = register.at ?? { peer: { role: 'sip', ...at } as const, flow: 'sip-0' };
    settings.said(item, peer, flow, register.stage === 'registered');
  }
}

function firstTime({ items }: Conversation): number {
  return items.find(({ atMs }) => atMs !== null)?.atMs ?? 0;
}

/** As REGISTER names the user; else as autodiscover was asked for him. */
function addressOf({ address, items }: Conversation): string {
  const asked = items.map((item) =>
    item.kind === 'told' && item.remark.kind === 'web-asked' ? sipUriIn(item.remark.url) : null,
  );
  const found = address ?? asked.find((one) => one !== null) ?? UNKNOWN_ADDRESS;
  return found.length >= 3 && found.length <= 320 ? found : UNKNOWN_ADDRESS;
}

function sipUriIn(url: string): string | null {
  return /[?&]sipuri=(?:sip:)?([^\s&@]{1,64}@[^\s&@]{1,255})/i.exec(url)?.[1] ?? null;
}

/** Who signs in as far as messages show it: NTLM names the user, a ticket or a certificate is the signed-in user's. */
function credentialsIn({ items }: Conversation): CredentialsChoice {
  for (const item of items) {
    if (item.kind !== 'said' || item.message.kind !== 'request' || item.cseq.method !== 'REGISTER') continue;
    const proof = proofIn(item.message);
    if (proof?.method !== 'ntlm' || proof.token === null) continue;
    const token = observeTokenText(proof.token, 'ntlm');
    if (token.kind === 'ntlm-authenticate' && token.user !== '') {
      return { kind: 'password', user: userName(token.domain, token.user) };
    }
  }
  return { kind: 'current-user' };
}

function notesOn(talk: Conversation, { endedLater }: SettingsStory): readonly string[] {
  const { zoneMs, items, perspective, computer } = talk;
  const hasTimes = items.some(({ atMs }) => atMs !== null);
  return [
    perspective === 'server'
      ? `This is the log of the server${computer === null ? '' : ` ${computer.slice(0, 255)}`}: it shows what came to it from the client, and not what the client did before.`
      : null,
    'The keys of a sign-in are in no log, so that the signatures of the server are not checked.',
    !hasTimes
      ? 'This log gives no times.'
      : zoneMs === null
        ? 'Times are as the log has them; nothing in it tells their time zone.'
        : zoneMs === 0
          ? null
          : `The log has local times (${zoneName(zoneMs)} by the Date of the servers); they are shown in UTC.`,
    endedLater === null ? null : `The registrar ended this registration later on (${endedLater}).`,
    ...talk.notes,
  ].filter((note) => note !== null);
}
