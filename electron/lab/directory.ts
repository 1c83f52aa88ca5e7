import { ntHash } from '../../shared/protocol/ntlm/keys.ts';
import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';

/** What becomes of whoever signs in with an account; all but `fine` is known to servers only. */
export type Fate =
  | 'fine'
  /** Refused like a wrong password; only the KDC and the web ticket service give the reason. */
  | 'locked'
  /** The logon is right, but nobody enabled the account for SIP. */
  | 'not-sip-enabled'
  /** The web service issues a certificate that has expired already. */
  | 'expired-certificate';

/** An account of the practice company's directory. */
export interface Account {
  /** sAMAccountName, such as heidi.klein. */
  readonly name: string;
  readonly userPrincipalName: string;
  readonly displayName: string;
  /** msRTCSIP-PrimaryUserAddress without `sip:`; the one From address that these credentials may use. */
  readonly address: string;
  /** What the directory holds, which for dave is not what he types. */
  readonly password: string;
  /** MD4 of the password in UTF-16LE ([MS-NLMP] 3.3.1). */
  readonly ntHash: Uint8Array;
  readonly fate: Fate;
}

/** Who brought the logon: a SIP message, a web request, or the KDC. */
export type LogonCarrier = 'sip' | 'http' | 'kerberos';

/** One logon that was decided: what a domain controller's security log would hold, and what locks accounts. */
export interface LogonAttempt {
  /** sAMAccountName, or the name as it came where no account has it. */
  readonly account: string;
  readonly carrier: LogonCarrier;
  readonly ok: boolean;
}

export interface LogonName {
  readonly user: string;
  /** NetBIOS or DNS name of the domain; empty for a UPN. */
  readonly domain: string;
}

export interface Directory {
  readonly accounts: readonly Account[];
  /** In the order in which they were decided. */
  readonly attempts: readonly LogonAttempt[];
  /** Takes `alice` with the domain or without any, or a UPN (with any domain, as Windows does); without regard to case. */
  findLogon(name: LogonName): Account | null;
  /** By SIP address, without `sip:`. */
  findAddress(address: string): Account | null;
  recordLogon(account: Account | string, ok: boolean, carrier: LogonCarrier): void;
}

export const NETBIOS_DOMAIN = 'CONTOSO';
const DNS_DOMAIN = 'contoso.test';

/** As far as users are told: the password of everybody. */
export const PASSWORD = PRACTICE_PASSWORD;

/** A lab that stands for days forgets its oldest attempts first; clients choose the names. */
const KEPT_ATTEMPTS = 10_000;
const LONGEST_NAME = 256;

interface Entry {
  readonly name: string;
  readonly address: string;
  readonly displayName: string;
  readonly password: string;
  readonly fate: Fate;
}

function entry(name: string, displayName: string, changes: Partial<Entry> = {}): Entry {
  return {
    name,
    address: `${name}@${DNS_DOMAIN}`,
    displayName,
    password: PASSWORD,
    fate: 'fine',
    ...changes,
  };
}

const ENTRIES: readonly Entry[] = [
  entry('alice', 'Alice Adams'),
  entry('bob', 'Bob Brown'),
  // Changed last week; what he still types was right until then.
  entry('dave', 'Dave Dunn', { password: 'Winter!2027' }),
  entry('erin', 'Erin Evans', { fate: 'locked' }),
  entry('frank', 'Frank Fisher', { fate: 'not-sip-enabled' }),
  entry('grace', 'Grace Green', { fate: 'expired-certificate' }),
  entry('heidi.klein', 'Heidi Klein', { address: `heidi@${DNS_DOMAIN}` }),
];

/** What people are told of the accounts: the address, the logon name and the password that they believe in. */
export const LAB_USERS: readonly {
  readonly address: string;
  readonly user: string;
  readonly password: string;
}[] = ENTRIES.map(({ name, address }) => ({
  address,
  user: `${NETBIOS_DOMAIN}\\${name}`,
  password: PASSWORD,
}));

/** A directory of its own for each lab: it counts. */
export function createDirectory(): Directory {
  const accounts = ENTRIES.map(({ name, ...rest }): Account => ({
    name,
    ...rest,
    userPrincipalName: `${name}@${DNS_DOMAIN}`,
    ntHash: ntHash(new TextEncoder().encode(rest.password)),
  }));
  const attempts: LogonAttempt[] = [];
  return {
    accounts,
    attempts,
    findLogon({ user, domain }) {
      const wanted = user.toLowerCase();
      if (wanted.includes('@')) {
        return accounts.find(({ userPrincipalName }) => userPrincipalName.toLowerCase() === wanted) ?? null;
      }
      // Without a domain, a member server asks its own.
      const isOurDomain = ['', NETBIOS_DOMAIN.toLowerCase(), DNS_DOMAIN].includes(domain.toLowerCase());
      return isOurDomain ? (accounts.find(({ name }) => name.toLowerCase() === wanted) ?? null) : null;
    },
    findAddress(address) {
      return accounts.find((account) => account.address.toLowerCase() === address.toLowerCase()) ?? null;
    },
    recordLogon(account, ok, carrier) {
      const name = typeof account === 'string' ? account.slice(0, LONGEST_NAME) : account.name;
      attempts.push({ account: name, carrier, ok });
      if (attempts.length > KEPT_ATTEMPTS) attempts.shift();
    },
  };
}
