import { capital } from '../connection-words.ts';
import type { FindingText } from '../rule.ts';
import { foreign } from '../words.ts';
import { defineDnsRule } from './dns-rule.ts';

export const dnsServfail = defineDnsRule({
  id: 'discovery.dns-servfail',
  reasons: ['dns-servfail', 'dns-malformed'],
  text: {
    title: 'DNS reports a failure of its own.',
    meaning:
      'The DNS servers answered, but only to say that they failed (SERVFAIL), or with bytes that are no answer: the zone of the domain is broken, its delegation leads nowhere, or its signatures are wrong.',
    remedy: 'Repair the zone: its servers, its delegation and its DNSSEC signatures.',
    reference: 'RFC 1035 4.1.1; RFC 8914',
  },
  describe: (domain, isAll, { subject }, name) => {
    const part = isAll ? `everything in ${foreign(domain)}` : `a part of ${foreign(domain)}`;
    if (name?.outcome === 'malformed') return unreadable(part, subject);
    return {
      title: `DNS reports a failure of its own for ${part}.`,
      explanation: `${capital(subject)} answered, but could not find out whether the names exist.`,
      remedy: `Check the zone ${foreign(domain)}: do its own DNS servers answer, does the delegation name them, are its DNSSEC signatures valid? On the DNS server, look in the log for the name.`,
      alternatives: [
        'The servers of the zone are down or the delegation is wrong: every DNS server fails for the domain.',
        'The signatures (DNSSEC) are wrong: DNS servers that do not check them answer.',
        'Only the DNS server of this network is ill: another one answers.',
      ],
    };
  },
});

/** Not a failure that DNS reports, but answers that are none. */
function unreadable(part: string, subject: string): Omit<FindingText, 'verify'> {
  return {
    title: `The answers of DNS for ${part} cannot be used.`,
    explanation: `${capital(subject)} gave answers, but none that says whether the names exist.`,
    remedy: `Check what answers on port 53 of ${subject}, and the alias records (CNAME) of the names concerned.`,
    alternatives: [
      'Aliases lead in a circle or on without end: the zone has to be corrected.',
      'Something other than a DNS server, or a device in between, answers on that port: another DNS server answers well.',
    ],
  };
}
