import { describe, expect } from 'vitest';
import { messagesText } from '../../shared/bundle/messages/messages-text.ts';
import { wireMessages } from '../../shared/bundle/messages/wire-messages.ts';
import { eventsOf } from '../../shared/events/catalogue.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { createLogReader } from '../../shared/import/log-reader.ts';
import { createSignInIndex } from '../../shared/import/sign-ins/sign-in-index.ts';
import { signInLog } from '../../shared/import/sign-ins/sign-in-log.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { redactLog } from '../../shared/redaction/redact-log.ts';
import { openLab } from '../support/lab-services.ts';
import { itOnScenario } from '../support/scenario-needs.ts';

/** The messages of a bundle are a log like that of the client, and so what reads those reads them. */
describe('messages.txt, read back as a log of the client', () => {
  for (const scenario of ['settings-healthy', 'redirect-other-pool', 'tls-dsk', 'kerberos', 'bad-password']) {
    for (const level of ['standard', 'strict'] as const) {
      itOnScenario(scenario, `${scenario} (${level})`, async () => {
        await using lab = await openLab(scenario);
        const run = await lab.run();
        const { events } = redactLog(run.log.events, level);
        const judged = runDocument(events, judgeRun);
        const sent = wireMessages(events).filter(({ protocol }) => protocol === 'sip');

        const reader = createLogReader();
        const records = [...reader.push(new TextEncoder().encode(messagesText(events))), ...reader.end()];
        const index = createSignInIndex();
        index.add(records, 0);
        const { signIns, endsAtMs, notes } = index.finish();

        expect([reader.format, reader.notes, notes]).toEqual(['uccapi', [], []]);
        const messages = records.flatMap((record) => (record.kind === 'message' ? [record] : []));
        expect(
          messages.map(({ atMs, direction, text, local, peer }) => ({ atMs, direction, text, local, peer })),
        ).toEqual(
          sent.map(({ atMs, direction, text, source, destination }) => {
            const ends = [source, destination].map(({ address, port }) => ({ host: address, port }));
            const [local, peer] = direction === 'sent' ? ends : ends.toReversed();
            return { atMs: Math.floor(atMs), direction, text: text.replaceAll('\r\n', '\n'), local, peer };
          }),
        );
        const isSignedIn = judged.verdict.outcome === 'signed-in';
        expect(signIns.map(({ info }) => info)).toMatchObject([
          {
            address: eventsOf(events, 'run.started')[0]?.data.plan.address,
            method: judged.authentication?.used,
            outcome: isSignedIn ? 'signed-in' : 'refused',
            registers: judged.authentication?.registers,
            messages: sent.length,
          },
        ]);

        const of = {
          fileName: 'messages.txt',
          format: 'uccapi',
          tool: { name: 'rungs', version: '0.0.0-test' },
          runId: 'read-back',
          endsAtMs,
        } as const;
        const read = runDocument(signInLog(records, of).events, judgeRun);
        expect(read.verdict).toMatchObject({
          outcome: judged.verdict.outcome,
          step: judged.verdict.step,
          finding: judged.verdict.finding,
        });
        expect(read.authentication?.used).toBe(judged.authentication?.used);
        expect(read.authentication?.registers).toBe(judged.authentication?.registers);
      });
    }
  }
});
