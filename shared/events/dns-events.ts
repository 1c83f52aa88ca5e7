import * as z from 'zod';

export const DnsType = z.enum(['A', 'AAAA', 'SRV']);
export type DnsType = z.infer<typeof DnsType>;

export const DnsRecord = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('A'), name: z.string(), ttl: z.number(), address: z.string() }),
  z.strictObject({ type: z.literal('AAAA'), name: z.string(), ttl: z.number(), address: z.string() }),
  z.strictObject({ type: z.literal('CNAME'), name: z.string(), ttl: z.number(), target: z.string() }),
  z.strictObject({
    type: z.literal('SRV'),
    name: z.string(),
    ttl: z.number(),
    priority: z.int(),
    weight: z.int(),
    port: z.int(),
    target: z.string(),
  }),
  z.strictObject({ type: z.literal('other'), name: z.string(), ttl: z.number(), rrType: z.int() }),
]);
export type DnsRecord = z.infer<typeof DnsRecord>;

/** What one question to one resolver came to. noData: the name exists, this type does not. */
export const DnsOutcome = z.enum([
  'answered',
  'no-data',
  'nxdomain',
  'servfail',
  'refused',
  'other-rcode',
  'timeout',
  'malformed',
  'unreachable',
]);
export type DnsOutcome = z.infer<typeof DnsOutcome>;

const question = {
  /** IP:port, [IPv6]:port, or 'system' for the operating system's own lookup (getaddrinfo). */
  resolver: z.string(),
  transport: z.enum(['udp', 'tcp', 'system']),
  name: z.string(),
  type: z.enum(['A', 'AAAA', 'SRV', 'address']),
} as const;

export const dnsEvents = {
  'dns.query.sent': z.strictObject({ ...question, attempt: z.int() }),
  /** cause is the query. A truncated UDP answer is recorded too; the TCP query follows with the same flow. */
  'dns.answer.received': z.strictObject({
    ...question,
    outcome: DnsOutcome,
    rcode: z.string(),
    authoritative: z.boolean(),
    truncated: z.boolean(),
    records: z.array(DnsRecord),
    /** Names from the question to the owner of the records, through CNAMEs; empty when there is none. */
    cnameChain: z.array(z.string()),
    tookMs: z.number(),
    sizeBytes: z.int(),
  }),
  /** No usable answer: timeout of this try, malformed bytes, or the resolver's port is unreachable. */
  'dns.query.failed': z.strictObject({
    ...question,
    outcome: z.enum(['timeout', 'malformed', 'unreachable', 'nxdomain', 'servfail']),
    detail: z.string(),
    tookMs: z.number(),
  }),
  /** The conclusion for one name: what is dialled, and whether those who were asked agree. */
  'dns.name.resolved': z.strictObject({
    name: z.string(),
    /** 'srv' for SRV questions, 'address' for A and AAAA together. */
    question: z.enum(['srv', 'address']),
    outcome: DnsOutcome,
    addresses: z.array(z.string()),
    srv: z.array(z.strictObject({ priority: z.int(), weight: z.int(), port: z.int(), target: z.string() })),
    /** Who gave the answer that is used: a resolver, 'system', 'literal' (an IP address), 'connect-to'. */
    usedFrom: z.string().nullable(),
    /** Others who said something else: resolvers among themselves, or the operating system (hosts file, VPN, cache). */
    disagreements: z.array(
      z.strictObject({ who: z.string(), outcome: DnsOutcome, answers: z.array(z.string()) }),
    ),
    tookMs: z.number(),
  }),
} as const;
