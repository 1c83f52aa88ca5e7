import { failure, success, type Result } from '../../../../shared/lib/result.ts';
import { withDeadline } from '../../clock.ts';
import type { SystemContext } from '../../system-security.ts';
import type { HeldConnection } from '../../transport/http.ts';
import type { HeaderList, HttpResponse } from '../../transport/http-message.ts';
import { hostOf } from '../../transport/http-proxy.ts';
import { logonNameOf, type Credentials } from '../credentials.ts';
import { createNtlmHttp, type NtlmHttp } from '../ntlm/ntlm-http.ts';
import { openSystemContext } from '../open-system-context.ts';
import type { PasswordLease } from '../password-guard.ts';
import type { Errand } from './errand.ts';
import { observeHttpToken, readToken, type LogonScheme } from './http-token.ts';
import { challengesOf, problem, problemOfAnswer, problemOfExchange, type Problem } from './problem.ts';

export interface LogonRequest {
  readonly url: URL;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

export interface LoggedOn {
  readonly response: HttpResponse;
  /** To be called with what the answer turned out to be worth. */
  readonly judged: (verdict: 'accepted' | 'undecided') => void;
}

/** Round trips of one authentication; Kerberos needs one or two, NTLM two, SPNEGO around NTLM three. */
const MAX_LEGS = 4;

/**
 * Answers a 401 of Windows authentication (RFC 4559), on one connection. refused is that 401.
 * Takes NTLM before Negotiate for a typed password: both carry the same messages then. The password goes out once, in the last
 * message, and by leave of its guard only.
 */
export async function logOn(
  errand: Errand,
  credentials: Credentials,
  request: LogonRequest,
  refused: HttpResponse,
): Promise<Result<LoggedOn, Problem>> {
  const offered = challengesOf(refused).map(({ scheme }) => scheme.toLowerCase());
  const isOffered = (scheme: LogonScheme): boolean => offered.includes(scheme.toLowerCase());
  const unusable = (): Result<LoggedOn, Problem> => failure(problemOfAnswer(refused) ?? unknown(refused));
  switch (credentials.kind) {
    case 'none':
      return failure(
        problem(request.url.href, 'no-token', 'There are no credentials.', { cause: refused.seq }),
      );
    case 'password': {
      const scheme = isOffered('NTLM') ? 'NTLM' : isOffered('Negotiate') ? 'Negotiate' : null;
      return scheme === null ? unusable() : withPassword(errand, credentials, request, scheme);
    }
    case 'current-user': {
      const { ntlm } = errand.ctx.ports.systemSecurity().available;
      const scheme = isOffered('Negotiate') ? 'Negotiate' : isOffered('NTLM') && ntlm.ok ? 'NTLM' : null;
      return scheme === null ? unusable() : asCurrentUser(errand, request, scheme);
    }
  }
}

function unknown({ url, seq }: HttpResponse): Problem {
  return problem(url, 'no-usable-challenge', 'The service asks for authentication and does not say how.', {
    cause: seq,
  });
}

async function withPassword(
  errand: Errand,
  credentials: Extract<Credentials, { readonly kind: 'password' }>,
  request: LogonRequest,
  scheme: LogonScheme,
): Promise<Result<LoggedOn, Problem>> {
  const { ctx, http } = errand;
  const host = hostOf(request.url);
  const lease = credentials.guard.request(ctx, { carrier: 'http', to: host });
  if (lease === null) {
    const detail =
      'The password was submitted in this run already and not accepted, so it is not sent again.';
    return failure(problem(request.url.href, 'withheld', detail));
  }
  const held = await http.hold(ctx, request.url);
  if (!held.ok) {
    lease.judged('unsent', host);
    return failure(problemOfExchange(request.url.href, held));
  }
  const ntlm = createNtlmHttp({
    ...logonNameOf(credentials.guard.user),
    workstation: ctx.ports.platform.hostName,
    password: lease.password.reveal(),
    entropy: ctx.ports.entropy,
    nowMs: ctx.ports.clock.wall(),
  });
  const done = await exchangeNtlm(errand, request, scheme, { held: held.held, ntlm, lease });
  held.held.release();
  // No answer to it says whether the password is right; unsent, if it never went out.
  if (!done.ok) lease.judged(done.error.failure === 'rejected' ? 'rejected' : 'undecided', host);
  return done.ok ? success({ response: done.value, judged: (verdict) => lease.judged(verdict, host) }) : done;
}

/** NEGOTIATE, CHALLENGE, AUTHENTICATE ([MS-NLMP] 1.3.1.1); the request itself goes with the last. */
async function exchangeNtlm(
  errand: Errand,
  request: LogonRequest,
  scheme: LogonScheme,
  { held, ntlm, lease }: { held: HeldConnection; ntlm: NtlmHttp; lease: PasswordLease },
): Promise<Result<HttpResponse, Problem>> {
  const { ctx } = errand;
  const { url } = request;
  const negotiate = ntlm.negotiate();
  const first = errand.answerOf(
    url,
    await held.post(authorized(request.headers, scheme, negotiate), new Uint8Array(0), (seq) =>
      observeHttpToken(ctx, url, 'sent', negotiate, { seq }),
    ),
  );
  if (!first.ok) return first;
  const challenge = readToken(ctx, first.value, scheme);
  if (first.value.status !== 401 || challenge.kind !== 'token') {
    const found = first.value.status === 401 ? null : problemOfAnswer(first.value);
    return failure(found ?? noChallenge(first.value, scheme, challenge.kind === 'unreadable'));
  }
  observeHttpToken(ctx, url, 'received', challenge.bytes, first.value);

  const answer = ntlm.authenticate(challenge.bytes);
  if (!answer.ok) {
    const detail = `The NTLM challenge cannot be used: ${answer.error}`;
    return failure(problem(url.href, 'malformed', detail, { status: 401, cause: first.value.seq }));
  }
  const last = errand.answerOf(
    url,
    await held.post(authorized(request.headers, scheme, answer.value), request.body, (seq) => {
      lease.submitted();
      observeHttpToken(ctx, url, 'sent', answer.value, { seq });
    }),
  );
  answer.value.fill(0);
  if (!last.ok) return last;
  return last.value.status === 401 ? failure(rejected(last.value)) : last;
}

function noChallenge(response: HttpResponse, scheme: LogonScheme, isUnreadable: boolean): Problem {
  const known = { status: response.status, cause: response.seq };
  if (isUnreadable) {
    return problem(response.url, 'malformed', `The token of ${scheme} in the answer cannot be read.`, known);
  }
  const detail = `The service offers ${scheme} and gives no challenge for it.`;
  return problem(response.url, 'no-usable-challenge', detail, known);
}

function rejected(response: HttpResponse): Problem {
  const found = problemOfAnswer(response);
  return problem(response.url, 'rejected', 'The service does not accept the credentials.', {
    status: 401,
    diagnosticsId: found?.diagnosticsId ?? null,
    reason: found?.reason ?? null,
    cause: response.seq,
  });
}

/** The operating system speaks for the user; we carry its tokens. */
async function asCurrentUser(
  errand: Errand,
  request: LogonRequest,
  scheme: LogonScheme,
): Promise<Result<LoggedOn, Problem>> {
  const { ctx, http } = errand;
  const opened = await openSystemContext(ctx, {
    mechanism: scheme === 'NTLM' ? 'ntlm' : 'negotiate',
    target: { service: 'HTTP', host: hostOf(request.url) },
    credentials: { kind: 'current-user' },
    datagram: false,
  });
  if (opened.kind === 'cancelled') return failure(noToken(request.url, 'cancelled'));
  if (opened.kind === 'failed') return failure(noToken(request.url, opened.failure.text));
  const { context } = opened;
  const held = await http.hold(ctx, request.url);
  if (!held.ok) {
    context.close();
    return failure(problemOfExchange(request.url.href, held));
  }
  const done = await exchangeTokens(errand, request, scheme, held.held, context);
  held.held.release();
  context.close();
  return done.ok ? success({ response: done.value, judged: () => undefined }) : done;
}

async function exchangeTokens(
  errand: Errand,
  request: LogonRequest,
  scheme: LogonScheme,
  held: HeldConnection,
  context: SystemContext,
): Promise<Result<HttpResponse, Problem>> {
  const { ctx } = errand;
  const { url } = request;
  let received: Uint8Array | null = null;
  for (let leg = 0; leg < MAX_LEGS; leg++) {
    const stepped = await withDeadline(ctx.ports.clock, ctx.plan.limits.ticketMs, ctx.signal, () =>
      context.step(received),
    );
    if (stepped.kind !== 'done') return failure(noToken(url, 'it gave no answer in time'));
    if (!stepped.value.ok) return failure(noToken(url, stepped.value.text));
    const { token, isComplete } = stepped.value;
    const answer = errand.answerOf(
      url,
      await held.post(authorized(request.headers, scheme, token), request.body, (seq) =>
        observeHttpToken(ctx, url, 'sent', token, { seq }),
      ),
    );
    if (!answer.ok) return answer;
    const next = readToken(ctx, answer.value, scheme);
    if (next.kind === 'token') observeHttpToken(ctx, url, 'received', next.bytes, answer.value);
    if (answer.value.status !== 401) return answer;
    // All is said: a server that asks once more has refused it, and a second try would be a second logon.
    if (isComplete || next.kind === 'none') return failure(rejected(answer.value));
    if (next.kind === 'unreadable') return failure(noChallenge(answer.value, scheme, true));
    received = next.bytes;
  }
  return failure(problem(url.href, 'malformed', `The authentication took more than ${MAX_LEGS} rounds.`));
}

function noToken(url: URL, text: string): Problem {
  const detail = `The operating system gave no token for HTTP/${hostOf(url)}: ${text.slice(0, 400)}`;
  return problem(url.href, 'no-token', detail);
}

function authorized(headers: HeaderList, scheme: LogonScheme, token: Uint8Array): HeaderList {
  return [...headers, ['Authorization', `${scheme} ${Buffer.from(token).toString('base64')}`]];
}
