import { expect, it } from 'vitest';
import { judgeRun } from '../../shared/findings/judge.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { createServices } from '../../electron/services/create-services.ts';
import { createPlan } from '../../shared/run/plan.ts';
import { PRACTICE_ADDRESS } from '../../shared/lab/practice-address.ts';
import { systemPorts } from '../../electron/services/system-ports.ts';
import { openSockets } from '../support/sockets.ts';

const services = createServices(systemPorts(), { name: 'rungs', version: '0.0.0-test' });

it.each(['tcp-blackhole', 'dns-timeout', 'sip-silent', 'healthy'])(
  'cancelling in the middle of %s closes the log at once and leaves no socket',
  async (scenario) => {
    const started = await services.startRun(createPlan(PRACTICE_ADDRESS, { scenario }));
    if (!started.ok) throw new Error(JSON.stringify(started.error));
    const run = started.value;
    const kinds: string[] = [];
    for await (const event of run.log.read({ from: 0, follow: true })) {
      kinds.push(event.kind);
      if (event.kind === 'tcp.connect.started' || event.kind === 'dns.query.sent') run.cancel();
    }
    await run.done;

    expect(kinds.slice(-2)).toEqual(['run.cancelled', 'run.finished']);
    expect(runDocument(run.log.events, judgeRun).verdict).toMatchObject({
      outcome: 'cancelled',
      finding: null,
    });
    // A closed handle is gone one turn of the event loop later.
    await expect.poll(openSockets).toEqual([]);
  },
);
