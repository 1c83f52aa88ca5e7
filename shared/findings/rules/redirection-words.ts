import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { TCP_PLIGHTS } from '../connection-words.ts';
import type { RedirectHop, RedirectTarget } from '../facts/redirection.ts';
import type { RunFacts } from '../facts/run-facts.ts';
import { foreign, listed } from '../words.ts';

/** Who sent the sign-in on, and what that is worth. */
export function sentOnBy({ from, status, isSigned }: RedirectHop): string {
  const host = foreign(from.host);
  return isSigned
    ? `The server ${host} took the credentials and said that the account is at home elsewhere (status ${status}; the answer is signed).`
    : `The server ${host} said that the account is at home elsewhere (status ${status}) before it had asked who signs in; nobody has signed that answer, so that anybody on the way could have given it.`;
}

/** The servers that sent the sign-in on, in order. */
export function sendersOf({ redirection: { hops } }: RunFacts): readonly string[] {
  return hops.map(({ from }) => foreign(from.host));
}

/** What is wrong with a target, as the end of a sentence. */
export function plightOf({ outcome, at }: Pick<RedirectTarget, 'outcome' | 'at'>): string {
  switch (outcome) {
    case 'unresolvable':
      return isAbsent(at.name?.outcome ?? null)
        ? 'its name cannot be found from here'
        : 'DNS does not say where it is';
    case 'tcp-failed':
      return TCP_PLIGHTS[
        at.connections.find(({ tcpFault }) => tcpFault !== null)?.tcpFault?.failure ?? 'other'
      ];
    case 'tls-failed':
      return 'no secure connection to it comes about';
    case 'untrusted':
      return 'its certificate is not accepted';
    case 'reached':
      return at.outcome === 'not-sip' ? 'what answers there is not a SIP server' : ANSWERS[at.outcome];
    case 'cancelled':
      return 'nothing was heard of it before the end';
  }
}

const ANSWERS = {
  usable: 'it works',
  redirected: 'it sends the sign-in on',
  refused: 'it takes no sign-in now',
  'no-answer': 'it gives no answer',
  pending: 'it has not answered',
  none: 'it was not asked',
} as const;

/** The other targets, each with what is wrong with it; null when there is none. */
export function aboutOthers(others: readonly RedirectTarget[]): string | null {
  if (others.length === 0) return null;
  const places = others.map((one) => `${formatHostAndPort(one.at.endpoint)} (${plightOf(one)})`);
  const which = others.length === 1 ? 'address that was given' : 'addresses that were given';
  return `Nor did it work at the other ${which}: ${listed(places)}.`;
}

export function isAbsent(outcome: string | null): boolean {
  return outcome === null || outcome === 'nxdomain' || outcome === 'no-data' || outcome === 'answered';
}

/** This PC is outside of the company's network: discovery says so, or an Edge does (ms-user-logon-data). */
export function isOutsideRun({ discovery, registrations }: RunFacts): boolean {
  return (
    discovery.network === 'external' ||
    registrations.some(({ final }) =>
      final?.headers.some(
        ({ name, value }) => /^ms-user-logon-data$/i.test(name) && /\bRemoteUser\b/i.test(value),
      ),
    )
  );
}

export function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':');
}

/** The command that shows where an account is at home; null for an address that a shell could take for something else. */
export function showHome(address: string): string | null {
  return /^[\w.+-]+@[\w.-]+$/.test(address) ? `Get-CsUserPoolInfo -Identity "sip:${address}"` : null;
}
