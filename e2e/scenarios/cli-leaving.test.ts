import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { beforeAll, expect, it } from 'vitest';
import type { Lab } from '../../electron/lab/lab.ts';
import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import { formatHostAndPort } from '../../shared/lib/host-and-port.ts';
import { RunDocument } from '../../shared/run/document.ts';
import { requireBuiltCli, startCli } from '../support/command-line.ts';
import { openLab } from '../support/lab-services.ts';
import { leftBehind } from '../support/left-behind.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** The command line as a process of its own, told to end while it is signed in to a practice network that goes on. */

beforeAll(requireBuiltCli);

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s while settings are loaded: signed out, exit code 130',
  async (signal) => {
    // Its settings come after a second: time enough to be interrupted in.
    await using practice = await openLab('settings-notify-late');
    await using folder = await createTemporaryFolder('leaving');
    const { lab } = practice;
    const caFile = await folder.write('ca.pem', lab.caPem);
    const child = startCli(
      ['check', 'bob@contoso.test', '--user', 'CONTOSO\\bob', '--ndjson', ...waysTo(lab, caFile)],
      { environment: { RUNGS_PASSWORD: PRACTICE_PASSWORD } },
    );
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const closed = once(child, 'close');

    const lines: string[] = [];
    let atTheSignal: readonly string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      // The subscription stands, and what it is for has not come yet.
      if (atTheSignal.length > 0 || lab.registrar.subscriptions().length === 0) continue;
      atTheSignal = leftBehind(lab);
      child.kill(signal);
    }
    await closed;

    expect({ code: child.exitCode, stderr }).toEqual({ code: 130, stderr: '' });
    expect(atTheSignal).toContainEqual(expect.stringMatching(/^registered: bob@contoso\.test as /));
    expect(RunDocument.parse(JSON.parse(lines.at(-1) ?? '')).verdict.outcome).toBe('cancelled');
    expect(leftBehind(lab)).toEqual([]);
  },
);

/** How the command line reaches a practice network that it did not start. */
function waysTo({ resolver, connectTo }: Lab, caFile: string): readonly string[] {
  const lines = connectTo.flatMap(({ fromHost, fromPort, toHost, toPort }) => [
    '--connect-to',
    `${formatHostAndPort({ host: fromHost, port: fromPort })}:${formatHostAndPort({ host: toHost, port: toPort })}`,
  ]);
  const asked = formatHostAndPort({ host: resolver.address, port: resolver.port });
  return ['--resolver', asked, '--ca-file', caFile, ...lines];
}
