import type { DnsOutcome } from '../../events/dns-events.ts';
import { parseHostAndPort } from '../../lib/host-and-port.ts';

/** A name lookup that failed, told by its Windows error code. */
type NotFound = Exclude<DnsOutcome, 'answered'>;

/** Why a web request came to nothing, as far as its error code says. */
export type WebFailure = 'connect' | 'timeout' | 'reset' | 'untrusted-certificate';

/** What one line between the messages tells. The wordings differ between versions of the client; what is not known is 'other'. */
export type Remark =
  | { readonly kind: 'srv-asked'; readonly name: string }
  | { readonly kind: 'srv-found'; readonly name: string; readonly host: string; readonly port: number }
  | { readonly kind: 'srv-missing'; readonly name: string; readonly outcome: NotFound }
  | { readonly kind: 'host-found'; readonly host: string; readonly address: string }
  | { readonly kind: 'host-missing'; readonly host: string; readonly outcome: NotFound }
  | { readonly kind: 'web-asked'; readonly url: string }
  | { readonly kind: 'web-unresolved'; readonly outcome: NotFound }
  | { readonly kind: 'web-failed'; readonly failure: WebFailure }
  | { readonly kind: 'web-answered'; readonly status: number; readonly access: SipAccess | null }
  | { readonly kind: 'tls-done'; readonly host: string }
  /** The client's own last word on a sign-in. */
  | { readonly kind: 'verdict'; readonly status: number | null; readonly diagnostics: number | null }
  | { readonly kind: 'other' };

export interface SipAccess {
  readonly side: 'internal' | 'external';
  readonly host: string;
  readonly port: number;
}

/** Characters of a line that are looked at. */
const READ_LENGTH = 2_000;
const HOST = '[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})';

const SRV_FOUND = new RegExp(`found (${HOST}:\\d{1,5}) for (_${HOST})`, 'i');
const SRV_MISSING = new RegExp(`query:\\s*(_${HOST})\\s+failed\\s+(?:0x)?([0-9a-f]{8})`, 'i');
const SRV_ASKED = new RegExp(`QueryDNSSrv[^[]{0,80}\\[(_${HOST})\\]`, 'i');
const HOST_LOOKUP = new RegExp(`getaddrinfo\\((${HOST})\\)(.{0,200})`, 'i');
const ADDRESS = /(?:^|[\s[])((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}:[0-9a-f:.]{2,44})(?:[\]\s,;]|$)/i;
const CODE = /(?:failed|hr|error|status)\s*[=:]?\s*(?:0x)?(8007[0-9a-f]{4})/i;
const WEB_ASKED = /\bGET\s+(https?:\/\/lyncdiscover[^\s"'<>]{1,1000})/i;
const WEB_ANSWERED = /\bHTTP[ /](?:1\.[01] )?(\d{3})\b/i;
const ACCESS = new RegExp(`SipClient(Internal|External)Access\\W{1,8}(${HOST}:\\d{1,5})`, 'i');
const TLS_DONE = new RegExp(`TLS negotiation complete with (${HOST})`, 'i');
const VERDICT = /ONENABLE_|Sign-?in complete/i;
const VERDICT_STATUS = /status\s*=\s*(?:0x)?80ef([0-9a-f]{4})/i;
const VERDICT_DIAGNOSTICS = /diag(?:nostics?)?\s*code\s*=\s*0x([0-9a-f]{1,8})/i;

/** Reads one line. Linear, never fails. */
export function readRemark(whole: string): Remark {
  const text = whole.slice(0, READ_LENGTH);
  return readLookup(text) ?? readWeb(text) ?? readEnd(text) ?? { kind: 'other' };
}

function readLookup(text: string): Remark | null {
  const found = SRV_FOUND.exec(text);
  const place = parseHostAndPort(found?.[1] ?? '');
  if (found !== null && place !== null && place.port !== null) {
    return { kind: 'srv-found', name: lower(found[2]), host: place.host, port: place.port };
  }
  const missing = SRV_MISSING.exec(text);
  if (missing !== null) {
    return { kind: 'srv-missing', name: lower(missing[1]), outcome: outcomeOf(missing[2] ?? '') };
  }
  const asked = SRV_ASKED.exec(text);
  if (asked !== null) return { kind: 'srv-asked', name: lower(asked[1]) };
  const lookup = HOST_LOOKUP.exec(text);
  if (lookup === null) return null;
  const host = lower(lookup[1]);
  const address = ADDRESS.exec(lookup[2] ?? '')?.[1];
  if (address !== undefined) return { kind: 'host-found', host, address: address.toLowerCase() };
  const code = CODE.exec(text)?.[1];
  return code === undefined ? null : { kind: 'host-missing', host, outcome: outcomeOf(code) };
}

function readWeb(text: string): Remark | null {
  const url = WEB_ASKED.exec(text)?.[1];
  if (url !== undefined) return { kind: 'web-asked', url };
  if (!/autodiscover|lyncdiscover/i.test(text)) return null;
  const status = WEB_ANSWERED.exec(text)?.[1];
  if (status !== undefined) return { kind: 'web-answered', status: Number(status), access: accessIn(text) };
  const code = CODE.exec(text)?.[1];
  const failure = WEB_FAILURES.get(code?.toLowerCase() ?? '');
  if (failure !== undefined) return { kind: 'web-failed', failure };
  const isName = /not resolved/i.test(text) || code?.toLowerCase() === '80072ee7';
  return isName ? { kind: 'web-unresolved', outcome: outcomeOf(code ?? '') } : null;
}

function accessIn(text: string): SipAccess | null {
  const [, side, place] = ACCESS.exec(text) ?? [];
  const read = parseHostAndPort(place ?? '');
  if (side === undefined || read === null || read.port === null) return null;
  return { side: lower(side) === 'internal' ? 'internal' : 'external', host: read.host, port: read.port };
}

function readEnd(text: string): Remark | null {
  const host = TLS_DONE.exec(text)?.[1];
  if (host !== undefined) return { kind: 'tls-done', host: lower(host) };
  if (!VERDICT.test(text)) return null;
  const status = VERDICT_STATUS.exec(text)?.[1];
  const diagnostics = VERDICT_DIAGNOSTICS.exec(text)?.[1];
  return {
    kind: 'verdict',
    status: status === undefined ? null : Number.parseInt(status, 16),
    diagnostics: diagnostics === undefined ? null : Number.parseInt(diagnostics, 16),
  };
}

/** HRESULTs of the DNS client, Winsock and WinINet. Source: [MS-ERREF] 2.1.1, 2.2. */
const OUTCOMES: ReadonlyMap<string, NotFound> = new Map([
  ['8007232b', 'nxdomain'],
  ['8007251d', 'no-data'],
  ['8007232a', 'servfail'],
  ['8007232d', 'refused'],
  ['800705b4', 'timeout'],
  ['80072af9', 'nxdomain'],
  ['80072afc', 'no-data'],
  ['80072afa', 'timeout'],
  ['80072ee7', 'nxdomain'],
]);

/** Of WinINet and Winsock. */
const WEB_FAILURES: ReadonlyMap<string, WebFailure> = new Map([
  ['80072ee2', 'timeout'],
  ['8007274c', 'timeout'],
  ['80072efd', 'connect'],
  ['8007274d', 'connect'],
  ['80072751', 'connect'],
  ['80072efe', 'reset'],
  ['80072746', 'reset'],
  ['80072f05', 'untrusted-certificate'],
  ['80072f06', 'untrusted-certificate'],
  ['80072f0c', 'untrusted-certificate'],
  ['80072f0d', 'untrusted-certificate'],
  ['80072f8f', 'untrusted-certificate'],
]);

function outcomeOf(code: string): NotFound {
  return OUTCOMES.get(code.toLowerCase()) ?? 'other-rcode';
}

function lower(text: string | undefined): string {
  return (text ?? '').toLowerCase();
}
