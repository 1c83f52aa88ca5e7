import * as z from 'zod';
import { authenticationEvents } from './authentication-events.ts';
import { connectionEvents } from './connection-events.ts';
import { discoveryEvents } from './discovery-events.ts';
import { dnsEvents } from './dns-events.ts';
import { envelopeShape, type Envelope } from './envelope.ts';
import { httpEvents } from './http-events.ts';
import { kerberosEvents } from './kerberos-events.ts';
import { redirectionEvents } from './redirection-events.ts';
import { registrationEvents } from './registration-events.ts';
import { runEvents } from './run-events.ts';
import { settingsEvents } from './settings-events.ts';
import { sipEvents } from './sip-events.ts';
import { webServiceEvents } from './web-service-events.ts';

/** Every kind of observation, `<area>.<object>.<past participle>`, with the schema of its data. */
export const catalogue = {
  ...runEvents,
  ...dnsEvents,
  ...httpEvents,
  ...discoveryEvents,
  ...connectionEvents,
  ...sipEvents,
  ...authenticationEvents,
  ...webServiceEvents,
  ...kerberosEvents,
  ...redirectionEvents,
  ...registrationEvents,
  ...settingsEvents,
} as const;

export type EventKind = keyof typeof catalogue;

export type EventData<K extends EventKind> = z.infer<(typeof catalogue)[K]>;

/** What a probe records: kind and data, without the envelope. */
export type RunEvent = { [K in EventKind]: { readonly kind: K; readonly data: EventData<K> } }[EventKind];

/** An event in the log. */
export type LoggedEvent = Readonly<Envelope> & RunEvent;
export type LoggedEventOf<K extends EventKind> = Extract<LoggedEvent, { readonly kind: K }>;

/** An event of a later catalogue: kept and shown, never dropped. */
export type UnknownEvent = Readonly<Envelope> & { readonly kind: string; readonly data: unknown };

/** JSON shape of one log entry; data is checked by parseLoggedEvent, which knows the kind. */
export const LogEntry = z.object({ ...envelopeShape, kind: z.string().max(100), data: z.unknown() });

export type ParsedEvent =
  | { readonly ok: true; readonly known: true; readonly event: LoggedEvent }
  | { readonly ok: true; readonly known: false; readonly event: UnknownEvent }
  | { readonly ok: false; readonly error: string };

/** Reads one log entry from outside. Fails with a sentence that names the first thing that is wrong. */
export function parseLoggedEvent(input: unknown): ParsedEvent {
  const entry = LogEntry.safeParse(input);
  if (!entry.success) return { ok: false, error: z.prettifyError(entry.error) };
  const { kind } = entry.data;
  if (!isEventKind(kind)) return { ok: true, known: false, event: entry.data };
  const data = catalogue[kind].safeParse(entry.data.data);
  if (!data.success) return { ok: false, error: `${kind}: ${z.prettifyError(data.error)}` };
  // Kind and data were just checked against each other, which the compiler cannot follow.
  return { ok: true, known: true, event: { ...entry.data, kind, data: data.data } as LoggedEvent };
}

export function isEventKind(kind: string): kind is EventKind {
  return Object.hasOwn(catalogue, kind);
}

/** The events of one kind, in order. */
export function eventsOf<K extends EventKind>(
  log: readonly LoggedEvent[],
  kind: K,
): readonly LoggedEventOf<K>[] {
  return log.filter((event): event is LoggedEventOf<K> => event.kind === kind);
}
