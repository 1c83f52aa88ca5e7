import { parseSipDate } from '../../../../shared/protocol/sip/sip-date.ts';
import { failure, success, type Result } from '../../../../shared/lib/result.ts';
import type { ProbeContext } from '../../context.ts';
import type { HttpClient } from '../../transport/http.ts';
import { headerOf, type HttpOutcome, type HttpResponse } from '../../transport/http-message.ts';
import { hostOf } from '../../transport/http-proxy.ts';
import { recordClock } from '../server-clock.ts';
import { problem, problemOfExchange, type Problem } from './problem.ts';

/** One walk to the web services: its context, its connections, and what it has learned of the clocks there. */
export interface Errand {
  readonly ctx: ProbeContext;
  readonly http: HttpClient;
  /** The answer, or why there is none. Compares the clock of a host with ours the first time that it answers. */
  answerOf(url: URL, outcome: HttpOutcome): Result<HttpResponse, Problem>;
  /** Epoch milliseconds as the host counts them, as far as it is known. */
  timeAt(host: string): number;
}

/** Date has whole seconds, and servers may write it a while before they send it. */
const DATE_UNCERTAINTY_MS = 1_000;
const HALF_SECOND_MS = 500;

export function createErrand(ctx: ProbeContext, http: HttpClient): Errand {
  const skews = new Map<string, number>();
  const { clock } = ctx.ports;

  function compareClocks(host: string, response: HttpResponse): void {
    if (skews.has(host)) return;
    const date = parseSipDate(headerOf(response.headers, 'date') ?? '');
    if (date === null) return;
    const middle = date + HALF_SECOND_MS;
    recordClock(ctx, 'http-date', host, middle, response.tookMs, response.seq, DATE_UNCERTAINTY_MS);
    skews.set(host, middle - clock.wall());
  }

  return {
    ctx,
    http,
    answerOf(url, outcome) {
      if (!outcome.ok) return failure(problemOfExchange(url.href, outcome));
      compareClocks(hostOf(url), outcome.response);
      return success(outcome.response);
    },
    timeAt: (host) => clock.wall() + (skews.get(host) ?? 0),
  };
}

/**
 * The address of a service, if it may be asked at all: what is said and shown there must travel under a checked certificate.
 * It may be on any host: registrar, certificate service and ticket service have names of their own in a real deployment (pool, web
 * services, reverse proxy), so that each names the next ([MS-OCAUTHWS] 1.3), and the client follows. What keeps credentials from a
 * stranger is the row of checked certificates: nothing is read from a host, and nothing sent to one, without.
 */
export function secureUrl(address: string): Result<URL, Problem> {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    // Not an address at all.
    return failure(
      problem(address.slice(0, 2_048), 'malformed', 'This is not the address of a web service.'),
    );
  }
  return url.protocol === 'https:'
    ? success(url)
    : failure(problem(url.href, 'withheld', 'The address is not https, so nothing is sent there.'));
}

const GUID_BYTES = 16;

/** A random GUID (RFC 9562 5.4). */
export function randomGuid(ctx: ProbeContext): string {
  const bytes = ctx.ports.entropy.bytes(GUID_BYTES);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(bytes).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
