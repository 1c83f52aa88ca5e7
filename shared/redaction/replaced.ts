import type { RedactedLog } from './redact-log.ts';

type Counts = RedactedLog['counts'];

const WORDS: Readonly<Record<keyof Counts, readonly [one: string, more: string]>> = {
  user: ['user name', 'user names'],
  person: ['person', 'people'],
  domain: ['domain', 'domains'],
  host: ['host name', 'host names'],
  address: ['IP address', 'IP addresses'],
  name: ['other name', 'other names'],
  phone: ['phone number', 'phone numbers'],
  device: ['device id', 'device ids'],
  hardware: ['hardware address', 'hardware addresses'],
  'security-id': ['security id', 'security ids'],
  serial: ['serial number', 'serial numbers'],
  fingerprint: ['fingerprint', 'fingerprints'],
};

/** How many of what stand behind pseudonyms, in words. */
export function replacedIn(counts: Counts): readonly { readonly what: string; readonly count: number }[] {
  // The words are a complete record of the kinds, so that its keys are all there are.
  const kinds = Object.keys(WORDS) as (keyof Counts)[];
  return kinds
    .filter((kind) => counts[kind] > 0)
    .map((kind) => ({ what: WORDS[kind][counts[kind] === 1 ? 0 : 1], count: counts[kind] }));
}
