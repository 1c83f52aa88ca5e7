import { formatHostAndPort } from '../../../shared/lib/host-and-port.ts';
import { success, type Result } from '../../../shared/lib/result.ts';
import { terminalJson, terminalLine } from '../../../shared/lib/terminal-text.ts';
import type { ScenarioInfo } from '../../../shared/lab/scenario-info.ts';
import type { ConnectTo } from '../../../shared/run/plan.ts';
import type { PracticeNetwork } from '../../services/services.ts';
import { parseOptions } from '../arguments/parse-options.ts';
import { parseScenario } from '../arguments/scenario.ts';
import { usageError, type UsageError } from '../arguments/usage-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { wrapped } from '../format/wrap.ts';
import { LAB_HELP } from '../help.ts';
import type { CliHost } from '../host.ts';
import { refusalSentence } from '../refusal-sentence.ts';
import { refuse } from '../refuse.ts';

const WIDEST = 100;
const DEFAULT_SCENARIO = 'healthy';
/** The name service and the web services answer whoever asks; SIP servers check every message that they are sent. */
const VERIFYING_NODES: readonly string[] = ['front-end', 'director', 'edge'];
const OPTIONS = {
  list: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

type LabArguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'list'; readonly asJson: boolean }
  | { readonly kind: 'stand'; readonly scenario: string };

/** rungs lab: a practice network that stands until it is interrupted, for any client that wants to sign in to it. */
export async function lab(argv: readonly string[], host: CliHost): Promise<ExitCode> {
  const { scenarios } = host.services();
  const parsed = parseLabArguments(
    argv,
    scenarios.map(({ id }) => id),
  );
  if (!parsed.ok) return refuse(host, 'lab', parsed.error);
  switch (parsed.value.kind) {
    case 'help':
      host.out.write(LAB_HELP);
      return EXIT.healthy;
    case 'list':
      host.out.write(
        parsed.value.asJson
          ? `${terminalJson(scenarios, 2)}\n`
          : formatScenarios(scenarios, host.out.columns),
      );
      return EXIT.healthy;
    case 'stand':
      return stand(parsed.value.scenario, host);
  }
}

function parseLabArguments(
  argv: readonly string[],
  ids: readonly string[],
): Result<LabArguments, UsageError> {
  const parsed = parseOptions(argv, OPTIONS);
  if (!parsed.ok) return parsed;
  const { values, positionals } = parsed.value;
  if (values.help === true) return success({ kind: 'help' });
  if (values.list === true) {
    return positionals.length > 0
      ? usageError('--list takes no scenario; it names them all.')
      : success({ kind: 'list', asJson: values.json === true });
  }
  if (positionals.length > 1)
    return usageError('Give one scenario at a time; several labs can run side by side.');
  const scenario = parseScenario('lab', positionals[0] ?? DEFAULT_SCENARIO, ids);
  return scenario.ok ? success({ kind: 'stand', scenario: scenario.value }) : scenario;
}

async function stand(scenario: string, host: CliHost): Promise<ExitCode> {
  const started = await host.services().startPracticeNetwork(scenario);
  if (!started.ok) {
    host.err.write(`${terminalLine(`rungs: ${refusalSentence(started.error)}`)}\n`);
    return EXIT.usage;
  }
  const network = started.value;
  const caFile = host.holdTemporaryFile('rungs-lab-ca.pem', network.caPem);
  try {
    host.out.write(`${terminalJson(readyLine(network, caFile.path))}\n`);
    const reporting = report(network, host);
    await whenAborted(host.interruption);
    await network.close();
    await reporting;
    return EXIT.healthy;
  } finally {
    await network.close();
    caFile.release();
  }
}

/** One line for everything that the practice network verified of a client. Ends when the network is closed. */
async function report(network: PracticeNetwork, host: CliHost): Promise<void> {
  for await (const { at, node, client, what, ok, verified } of network.ledger.follow()) {
    if (verified !== undefined || VERIFYING_NODES.includes(node))
      host.out.write(`${terminalJson({ at, client, verified: verified ?? what, ok })}\n`);
  }
}

function readyLine(network: PracticeNetwork, caFile: string): object {
  const { resolver } = network;
  return {
    scenario: network.scenario.id,
    resolver: formatHostAndPort({ host: resolver.address, port: resolver.port }),
    caFile,
    connectTo: network.connectTo.map(connectToText),
    endpoints: network.endpoints,
    users: network.users,
  };
}

/** As --connect-to takes it. */
function connectToText({ fromHost, fromPort, toHost, toPort }: ConnectTo): string {
  const from = formatHostAndPort({ host: fromHost, port: fromPort });
  const to = formatHostAndPort({ host: toHost, port: toPort });
  return `${from}:${to}`;
}

function formatScenarios(scenarios: readonly ScenarioInfo[], columns: number): string {
  const idWidth = Math.max(...scenarios.map(({ id }) => id.length));
  const width = Math.min(columns, WIDEST);
  return scenarios
    .flatMap(({ id, title }) => wrapped(`${id.padEnd(idWidth)}  `, title, width))
    .map((line) => `${line}\n`)
    .join('');
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
