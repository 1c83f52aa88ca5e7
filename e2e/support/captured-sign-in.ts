import path from 'node:path';
import { expect, it } from 'vitest';
import { eventsOf, parseLoggedEvent, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { CAPTURE_FILE, captureRun, KEY_FILE } from './captured-run.ts';
import { documentOf, requireBuiltCli } from './command-line.ts';
import { createTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
import { openCapture, type Capture, type TlsPorts } from './tshark.ts';

/** A sign-in at a practice network as we tell it, and as it went over the wire. */
export interface CapturedSignIn extends AsyncDisposable {
  readonly log: readonly LoggedEvent[];
  readonly capture: Capture;
  readonly folder: TemporaryFolder;
}

/** Fails when the run ends in an error, or tells of something that is not in our catalogue. */
export async function captureSignIn(scenario: string): Promise<CapturedSignIn> {
  requireBuiltCli();
  const folder = await createTemporaryFolder('tshark');
  const remove = async (): Promise<void> => folder[Symbol.asyncDispose]();
  try {
    const run = await captureRun(scenario, folder.path);
    expect(run).toMatchObject({ code: 0 });
    const log = documentOf(run).log.map(knownEvent);
    const [packets, keys] = [path.join(folder.path, CAPTURE_FILE), path.join(folder.path, KEY_FILE)];
    const capture = openCapture(packets, keys, tlsPorts(log));
    return { log, capture, folder, [Symbol.asyncDispose]: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function knownEvent(event: unknown): LoggedEvent {
  const parsed = parseLoggedEvent(event);
  if (!parsed.ok || !parsed.known) throw new Error(`not in our catalogue: ${JSON.stringify(event)}`);
  return parsed.event;
}

/** What all of our sign-ins must stand. */
export function itReadsTheWire(signIn: () => CapturedSignIn): void {
  it('finds nothing malformed', async () => {
    expect(await signIn().capture.read('_ws.malformed || _ws.expert.severity == "Error"')).toEqual([]);
  });

  it('reads every SIP message as we wrote and read it', async () => {
    const { log, capture } = signIn();
    const sent = eventsOf(log, 'sip.request.sent').map(({ data }) => [data.method, cseq(data.headers)]);
    const received = eventsOf(log, 'sip.request.received').map(({ data }) => [
      data.method,
      cseq(data.headers),
    ]);
    const answersFrom = (kind: 'sip.response.received' | 'sip.response.sent'): readonly unknown[] =>
      eventsOf(log, kind).map(({ data }) => [String(data.status), cseq(data.headers)]);

    expect(sent.length).toBeGreaterThan(2);
    const messages = await capture.messages('sip', 'sip.Method', 'sip.Status-Code', 'sip.CSeq');
    const isAboutServers = (what: string): boolean => /NOTIFY$/.test(what);
    const requests = messages.flatMap(({ 'sip.Method': method, 'sip.CSeq': number }) =>
      method === '' ? [] : [[method, number]],
    );
    const answers = messages.flatMap(({ 'sip.Status-Code': status, 'sip.CSeq': number }) =>
      status === '' ? [] : [[status, number]],
    );
    expect(requests.filter(([method = '']) => !isAboutServers(method))).toEqual(sent);
    expect(requests.filter(([method = '']) => isAboutServers(method))).toEqual(received);
    expect(answers.filter(([, number = '']) => !isAboutServers(number))).toEqual(
      answersFrom('sip.response.received'),
    );
    expect(answers.filter(([, number = '']) => isAboutServers(number))).toEqual(
      answersFrom('sip.response.sent'),
    );
  });

  it('reads every HTTP request', async () => {
    const { log, capture } = signIn();
    const requests = eventsOf(log, 'http.request.sent').map(({ data }) => data.method);

    expect(requests).not.toEqual([]);
    const seen = await capture.fields('http.request', 'http.request.method');
    expect(seen.flat().sort()).toEqual([...requests].sort());
  });
}

/** The ports where the practice network really listened, with what it speaks there. */
function tlsPorts(events: readonly LoggedEvent[]): TlsPorts {
  const secured = eventsOf(events, 'tls.handshake.completed').map(({ data }) => data.peer);
  const dialled = eventsOf(events, 'tcp.connect.started').map(({ data }) => data);
  return new Map(
    secured.flatMap(({ role, host, port }) => {
      const found = dialled.find(({ peer }) => peer.host === host && peer.port === port);
      return found === undefined ? [] : [[found.port, role === 'sip' ? 'sip' : 'http'] as const];
    }),
  );
}

function cseq(headers: readonly (readonly [string, string])[]): string | undefined {
  return headers.find(([name]) => name.toLowerCase() === 'cseq')?.[1];
}
