import type { LoggedEvent } from '../events/catalogue.ts';
import { dateTime } from '../lib/date.ts';
import { counted } from '../lib/listing.ts';
import { visible } from '../lib/text.ts';
import { NETWORK_NAMES } from '../projections/describe/discovery.ts';
import { hostAndPort } from '../projections/describe/dns.ts';
import { toolText } from '../projections/describe/tool.ts';
import { signInFacts } from '../projections/sign-in-facts.ts';
import type { RunOrigin } from '../run/origin.ts';
import type { RunPlan } from '../run/plan.ts';
import { chapter, facts, list, remark, type Chapter } from './report-parts.ts';

/** By whom, when and with what the report was saved, and how much was taken out before. */
export interface ReportAbout {
  /** Epoch ms. */
  readonly savedAt: number;
  readonly tool: { readonly name: string; readonly version: string };
  readonly redaction: 'standard' | 'strict';
  readonly origin: RunOrigin;
  /** Who saves it, on which computer; null: that is left out. */
  readonly savedBy: string | null;
}

type Pairs = readonly (readonly [string, string | null])[];

/** The computer as far as it matters for a sign-in, and what was to be done. */
export function environmentChapter(log: readonly LoggedEvent[]): Chapter {
  const observed = log.find((event) => event.kind === 'run.environment.observed')?.data;
  const { start, network } = signInFacts(log);
  const trust = observed?.trustStore;
  const pairs: Pairs = [
    [
      'System',
      observed === undefined ? null : `${visible(observed.platform, 120)}, ${visible(observed.runtime, 120)}`,
    ],
    ['Place', network === 'unknown' ? null : NETWORK_NAMES[network]],
    ['DNS servers', listedOrNull(observed?.systemResolvers ?? [])],
    [
      'Trusted certificates',
      trust === undefined
        ? null
        : `${TRUST_SOURCES[trust.source]}, ${trust.certificates}${trust.added === 0 ? '' : `, and ${trust.added} added for this run`}${trust.path === null ? '' : ` (${visible(trust.path)})`}`,
    ],
    ...(start === null ? [] : planPairs(start.data.plan)),
    ['Program', start === null ? null : toolText(start.data.tool)],
    ['Run', start === null ? null : visible(start.data.runId, 100)],
  ];
  return chapter(
    'environment',
    'Environment',
    facts(present(pairs)) ?? remark('Nothing is known of the computer.'),
  );
}

const TRUST_SOURCES = {
  system: 'Those of the operating system',
  'bundle-file': 'Those of a file of the distribution',
  'built-in': 'Those that came with the program',
  none: 'None',
} as const;

/** Only what was chosen; what is left to the client's own ways is not worth a line. */
function planPairs(plan: RunPlan): Pairs {
  const { profile, network, server, resolvers, connectTo, extraCaPem, confirmedCertificates } = plan;
  return [
    ['Client followed', profile === 'sfb' ? 'Lync 2013 and later' : 'Lync 2010 and OCS'],
    ['Network by choice', network === 'auto' ? null : NETWORK_NAMES[network]],
    [
      'Server by hand',
      server === null
        ? null
        : server.port === null
          ? visible(server.host)
          : hostAndPort(server.host, server.port),
    ],
    ['DNS servers by hand', listedOrNull(resolvers.map(({ address, port }) => hostAndPort(address, port)))],
    [
      'Other addresses dialled',
      connectTo.length === 0 ? null : `${counted(connectTo.length, 'connection')} led elsewhere for this run`,
    ],
    ['Certificates added', extraCaPem.length === 0 ? null : counted(extraCaPem.length, 'file')],
    [
      'Certificates confirmed',
      confirmedCertificates.length === 0
        ? null
        : `${confirmedCertificates.length}, by the user, for this run`,
    ],
  ];
}

/** Where this comes from, and what is not in it. */
export function aboutChapter({ savedAt, tool, redaction, origin, savedBy }: ReportAbout): Chapter {
  const pairs: Pairs = [
    ['Saved', savedBy === null ? dateTime(savedAt) : `${dateTime(savedAt)}, by ${visible(savedBy, 320)}`],
    ['With', toolText(tool)],
    ['Source', sourceText(origin)],
  ];
  const notes = 'notes' in origin ? origin.notes.map((note) => visible(note, 2_000)) : [];
  return chapter('about', 'About this report', [
    facts(present(pairs)),
    list(notes),
    list([
      SECRETS,
      ...REDACTION[redaction],
      'All times are UTC. Times in seconds count from the beginning of the run.',
    ]),
  ]);
}

const SECRETS =
  'Passwords, tickets, tokens, cookies and keys are never in it. Where one was, the text says [withheld] and how long it was.';
const REDACTION: Readonly<Record<ReportAbout['redaction'], readonly string[]>> = {
  standard: [
    'Names of people, sign-in addresses, servers and IP addresses are as they were seen. Pass it on only to those who may know them.',
  ],
  strict: [
    'People, user names, sign-in addresses, host names, domains, IP addresses and device numbers are replaced by stand-ins. The same stand-in always means the same thing, here and in every file saved together with this one.',
  ],
};

function sourceText(origin: RunOrigin): string {
  switch (origin.kind) {
    case 'live':
      return 'A sign-in carried out by the program';
    case 'history':
      return 'A sign-in carried out by the program, from its history';
    case 'log':
      return `The client log ${visible(origin.fileName, 255)}`;
    case 'bundle': {
      const { fileName, savedBy, tool } = origin;
      const who = savedBy === null ? '' : ` by ${visible(savedBy, 320)}`;
      return `The saved check ${visible(fileName, 255)}, saved${who} with ${toolText(tool)}`;
    }
  }
}

function listedOrNull(items: readonly string[]): string | null {
  return items.length === 0 ? null : items.map((item) => visible(item, 120)).join(', ');
}

function present(pairs: Pairs): readonly (readonly [string, string])[] {
  return pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}
