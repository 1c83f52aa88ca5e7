import { parseSipAddress } from '../../../shared/lib/sip-address.ts';
import { success, type Result } from '../../../shared/lib/result.ts';
import { DEFAULT_LIMITS } from '../../../shared/run/limits.ts';
import { createPlan, type RunPlan } from '../../../shared/run/plan.ts';
import { practiceSignIn } from '../../../shared/lab/practice-sign-in.ts';
import type { ScenarioInfo } from '../../../shared/lab/scenario-info.ts';
import type { FileContent } from '../host.ts';
import { readCaFile } from './ca-file.ts';
import { parseCredentials, type PasswordSource } from './credentials.ts';
import { BUNDLE_OPTIONS, bundleTarget, type BundleTarget } from './bundle-target.ts';
import { parseConnectTo, parseResolver, parseServer } from './endpoints.ts';
import { oneOf } from './one-of.ts';
import { OUTPUT_OPTIONS, outputMode, type OutputMode } from './output-mode.ts';
import { parseOptions } from './parse-options.ts';
import { parseScenario } from './scenario.ts';
import { usageError, type UsageError } from './usage-error.ts';

export type CheckArguments =
  | { readonly kind: 'help' }
  | {
      readonly kind: 'check';
      readonly plan: RunPlan;
      /** Where the password of the plan's user comes from. */
      readonly password: PasswordSource;
      readonly output: OutputMode;
      /** null: none is asked for. */
      readonly bundle: BundleTarget | null;
      /** What was repaired in the address. */
      readonly note: string | null;
    };

const OPTIONS = {
  user: { type: 'string' },
  'password-stdin': { type: 'boolean' },
  sso: { type: 'boolean' },
  auth: { type: 'string' },
  resolver: { type: 'string', multiple: true },
  server: { type: 'string' },
  network: { type: 'string' },
  profile: { type: 'string' },
  'connect-to': { type: 'string', multiple: true },
  'ca-file': { type: 'string', multiple: true },
  lab: { type: 'string' },
  timeout: { type: 'string' },
  ...OUTPUT_OPTIONS,
  ...BUNDLE_OPTIONS,
  help: { type: 'boolean', short: 'h' },
} as const;

const NETWORKS = ['auto', 'internal', 'external'] as const;
const PROFILES = ['sfb', 'lync2010'] as const;

const MOST = { resolver: 8, 'connect-to': 200, 'ca-file': 15 } as const;
const LONGEST_TIMEOUT_SECONDS = 600;

/** Reads the arguments of `rungs check`. Fails with the first thing that is wrong with them. */
export function parseCheckArguments(
  argv: readonly string[],
  scenarios: readonly Pick<ScenarioInfo, 'id' | 'signIn'>[],
  readFile: (path: string) => FileContent,
): Result<CheckArguments, UsageError> {
  const parsed = parseOptions(argv, OPTIONS);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (values.help === true) return success({ kind: 'help' });

  for (const name of ['resolver', 'connect-to', 'ca-file'] as const) {
    if ((values[name]?.length ?? 0) > MOST[name])
      return usageError(`--${name} can be given ${MOST[name]} times at most.`);
  }
  const output = outputMode(values);
  if (!output.ok) return output;
  const bundle = bundleTarget(values);
  if (!bundle.ok) return bundle;
  const network = oneOf('network', values.network ?? 'auto', NETWORKS);
  if (!network.ok) return network;
  const profile = oneOf('profile', values.profile ?? 'sfb', PROFILES);
  if (!profile.ok) return profile;
  const resolvers = all(values.resolver, parseResolver);
  if (!resolvers.ok) return resolvers;
  const connectTo = all(values['connect-to'], parseConnectTo);
  if (!connectTo.ok) return connectTo;
  const server = values.server === undefined ? success(null) : parseServer(values.server);
  if (!server.ok) return server;
  const runMs = timeoutMs(values.timeout);
  if (!runMs.ok) return runMs;
  const scenario =
    values.lab === undefined
      ? success(null)
      : parseScenario(
          '--lab',
          values.lab,
          scenarios.map(({ id }) => id),
        );
  if (!scenario.ok) return scenario;
  const practice = scenarios.find(({ id }) => id === scenario.value) ?? null;
  const credentials = parseCredentials(values, practice);
  if (!credentials.ok) return credentials;
  const address = signInAddress(positionals, practice);
  if (!address.ok) return address;
  const extraCaPem = all(values['ca-file'], (path) => readCaFile(path, readFile(path)));
  if (!extraCaPem.ok) return extraCaPem;

  const plan = createPlan(address.value.address, {
    auth: credentials.value.auth,
    credentials: credentials.value.credentials,
    network: network.value,
    profile: profile.value,
    server: server.value,
    resolvers: resolvers.value,
    connectTo: connectTo.value,
    extraCaPem: extraCaPem.value,
    scenario: scenario.value,
    limits: { ...DEFAULT_LIMITS, runMs: runMs.value },
  });
  const { password } = credentials.value;
  return success({
    kind: 'check',
    plan,
    password,
    output: output.value,
    bundle: bundle.value,
    note: address.value.note,
  });
}

function all<T>(
  texts: readonly string[] | undefined,
  parse: (text: string) => Result<T, UsageError>,
): Result<T[], UsageError> {
  const values: T[] = [];
  for (const text of texts ?? []) {
    const parsed = parse(text);
    if (!parsed.ok) return parsed;
    values.push(parsed.value);
  }
  return success(values);
}

function timeoutMs(text: string | undefined): Result<number, UsageError> {
  if (text === undefined) return success(DEFAULT_LIMITS.runMs);
  const ms = /^\d{1,6}(?:\.\d{1,6})?$/.test(text.trim()) ? Math.round(Number(text) * 1_000) : 0;
  return ms >= 1 && ms <= LONGEST_TIMEOUT_SECONDS * 1_000
    ? success(ms)
    : usageError(
        `--timeout needs a number of seconds above 0 and up to ${LONGEST_TIMEOUT_SECONDS}, not "${text}".`,
      );
}

/** Several words are one address: a pasted display name may have come without its quotes. */
function signInAddress(
  words: readonly string[],
  practice: Pick<ScenarioInfo, 'signIn'> | null,
): Result<{ readonly address: string; readonly note: string | null }, UsageError> {
  if (words.length > 0) return parseSipAddress(words.join(' '));
  if (practice !== null) return success({ address: practiceSignIn(practice).address, note: null });
  return usageError('Give a sign-in address, for example: rungs check alice@contoso.com');
}
