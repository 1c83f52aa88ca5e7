import { AuthMethod } from '../../run/ids.ts';
import { parseCSeq, userIn, type NamedUser } from './read-message.ts';

/** What the list of sign-ins needs to know of a REGISTER. */
export interface RegisterGlance {
  readonly callId: string;
  readonly cseq: number;
  readonly user: NamedUser;
  readonly isWithdrawal: boolean;
  /** null: it carries no credentials of a method that a Microsoft client knows. */
  readonly method: AuthMethod | null;
  /** Whoever answers it takes the user in, or refuses him ([MS-SIPAE] 3.2.5.1). */
  readonly isComplete: boolean;
  /** Signed within an association that stands for a while: takes the registration further, and is no sign-in. */
  readonly isRefresh: boolean;
}

/** The same of an answer to one. */
export interface AnswerGlance {
  readonly callId: string;
  readonly cseq: number;
  readonly status: number;
  readonly reason: string;
  /** A challenge that goes on with a method: it has a token. */
  readonly hasToken: boolean;
  readonly targetname: string | null;
}

/** The header section is never longer, so that a body cannot be taken for one. */
const HEAD_LENGTH = 65_536;
/** A refresh comes late in an association: the request that completes TLS-DSK is its first signed one. */
const FIRST_REFRESH = 2;

export function isRegisterText(text: string): boolean {
  return /^\s{0,4}REGISTER /.test(text);
}

/** null: no REGISTER, or one without the headers that everything hangs on. */
export function glanceAtRegister(text: string): RegisterGlance | null {
  const head = headOf(text);
  const callId = header(head, CALL_ID);
  const cseq = parseCSeq(header(head, CSEQ) ?? '');
  if (callId === null || cseq === null) return null;
  const [scheme, parameters] = splitOnce(header(head, AUTHORIZATION) ?? '');
  const method = AuthMethod.safeParse(scheme.toLowerCase());
  const token = parameterOf(parameters, 'gssapi-data') ?? '';
  const isSigned = parameterOf(parameters, 'response') !== null;
  const cnum = Number(parameterOf(parameters, 'cnum') ?? '1');
  return {
    callId,
    cseq: cseq.number,
    user: userIn(header(head, FROM) ?? header(head, TO) ?? ''),
    isWithdrawal:
      header(head, EXPIRES)?.trim() === '0' ||
      /;\s*expires\s*=\s*"?0"?\s*(?:[;,]|$)/i.test(header(head, CONTACT) ?? ''),
    method: method.success ? method.data : null,
    isComplete: method.success && (isSigned || (token !== '' && method.data !== 'tls-dsk')),
    isRefresh: isSigned && token === '' && cnum >= FIRST_REFRESH,
  };
}

/** null: no answer to a REGISTER. */
export function glanceAtAnswer(text: string): AnswerGlance | null {
  const [, digits, reason = ''] = /^\s{0,4}SIP\/2\.0 (\d{3})(?: ([^\r\n]{0,200}))?/i.exec(text) ?? [];
  if (digits === undefined) return null;
  const head = headOf(text);
  const cseq = parseCSeq(header(head, CSEQ) ?? '');
  const callId = header(head, CALL_ID);
  if (cseq?.method !== 'REGISTER' || callId === null) return null;
  const targetname = /\btargetname\s*=\s*"(?:sip\/)?([A-Za-z0-9._-]{1,255})"/i.exec(head)?.[1] ?? null;
  return {
    callId,
    cseq: cseq.number,
    status: Number(digits),
    reason: reason.trim(),
    hasToken: /-Authenticate[ \t]*:[^\n]*gssapi-data\s*=\s*"?[A-Za-z0-9+/]/i.test(head),
    targetname: targetname?.toLowerCase() ?? null,
  };
}

/** Users of a message of another method: the one who sends, the one who is meant. */
export function usersOf(text: string): { readonly from: NamedUser; readonly to: NamedUser } {
  const head = headOf(text);
  return { from: userIn(header(head, FROM) ?? ''), to: userIn(header(head, TO) ?? '') };
}

const CALL_ID = /^(?:Call-ID|i)[ \t]*:([^\r\n]*)/im;
const CSEQ = /^CSeq[ \t]*:([^\r\n]*)/im;
const FROM = /^(?:From|f)[ \t]*:([^\r\n]*)/im;
const TO = /^(?:To|t)[ \t]*:([^\r\n]*)/im;
const EXPIRES = /^Expires[ \t]*:([^\r\n]*)/im;
const CONTACT = /^(?:Contact|m)[ \t]*:([^\r\n]*)/im;
const AUTHORIZATION = /^(?:Proxy-)?Authorization[ \t]*:([^\r\n]*)/im;

function headOf(text: string): string {
  const end = text.indexOf('\n\n', 1);
  return text.slice(0, end === -1 ? HEAD_LENGTH : Math.min(end, HEAD_LENGTH));
}

function header(head: string, pattern: RegExp): string | null {
  const value = pattern.exec(head)?.[1]?.trim() ?? '';
  return value === '' ? null : value;
}

function splitOnce(value: string): readonly [string, string] {
  const at = value.indexOf(' ');
  return at === -1 ? [value, ''] : [value.slice(0, at), value.slice(at + 1)];
}

function parameterOf(parameters: string, name: string): string | null {
  const at = parameters.toLowerCase().indexOf(`${name}=`);
  if (at === -1) return null;
  const rest = parameters.slice(at + name.length + 1);
  if (!rest.startsWith('"')) return /^[^\s,]*/.exec(rest)?.[0] ?? '';
  const end = rest.indexOf('"', 1);
  return end === -1 ? rest.slice(1) : rest.slice(1, end);
}
