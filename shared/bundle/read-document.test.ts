import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import { judgeRun } from '../findings/judge.ts';
import { RULE_CASES } from '../findings/testing/rule-cases.ts';
import { checklist } from '../projections/checklist.ts';
import { helpdeskText } from '../projections/helpdesk-text.ts';
import { ladder } from '../projections/ladder.ts';
import { runDocument } from '../projections/run-document.ts';
import { settingsModel } from '../projections/settings.ts';
import { kerberosLog, tlsDskLog } from '../projections/testing/authentication-logs.ts';
import { wholeLog } from '../projections/testing/home-logs.ts';
import { healthyLog } from '../projections/testing/sample-logs.ts';
import { RunDocument } from '../run/document.ts';
import { readRunDocument } from './read-document.ts';
import { mangled, WEIGHED_ACTS, type Strike } from './testing/mangle.ts';

const log = healthyLog();
const document = runDocument(log, judgeRun);

function textWith(entries: readonly unknown[], head: object = {}): string {
  return JSON.stringify({ ...document, ...head, log: entries });
}

function read(text: string): { events: readonly LoggedEvent[]; notes: readonly string[] } {
  const result = readRunDocument(text);
  if (!result.ok) throw new Error(result.error);
  return result.value;
}

/** The log with one of its entries changed as it stands in the JSON. */
function changed(index: number, change: (entry: Record<string, unknown>) => unknown): readonly unknown[] {
  return log.map((event, at) => (at === index ? change(structuredClone({ ...event })) : event));
}

describe('readRunDocument', () => {
  it('gives the log back as it was, from a bundle', () => {
    const { events, notes } = read(JSON.stringify(document, null, 1));

    expect(events.slice(1)).toEqual(log.slice(1));
    expect(events[0]).toMatchObject({ kind: 'run.started', data: { source: 'bundle' } });
    expect(notes).toEqual([]);
    expect(judgeRun(events)).toEqual(judgeRun(log));
  });

  it('reads one observation a line, with the closing document or without', () => {
    const lines = log.map((event) => JSON.stringify(event));
    const closing = JSON.stringify({ ...document, log: [] });

    expect(read([...lines, closing, ''].join('\n')).events).toHaveLength(log.length);
    expect(read(lines.slice(0, 4).join('\r\n')).events).toHaveLength(4);
    expect(read([...lines.slice(0, 3), lines[3]?.slice(0, 20)].join('\n'))).toMatchObject({
      events: { length: 3 },
      notes: ['1 observation could not be read and was left out (the first: number 4).'],
    });
  });

  it.each([
    ['', 'It is damaged: it is not the JSON that Rungs writes.'],
    [JSON.stringify(document).slice(0, -20), 'It is damaged: it is not the JSON that Rungs writes.'],
    ['null', 'It is not a saved check of Rungs.'],
    ['[]', 'It is not a saved check of Rungs.'],
    ['{"format":"other/run","version":1,"log":[]}', 'It is not a saved check of Rungs.'],
    [textWith([], { version: '1' }), 'It does not say in which version of the format it is.'],
    [
      textWith([], { version: 3 }),
      'It was saved by a newer Rungs (version 3 of the format, this one knows 1). Update Rungs to open it.',
    ],
    ['{"format":"rungs/run","version":1,"log":{"length":3}}', 'It holds no observations.'],
    [textWith([]), 'The beginning of the check is missing, without which the rest cannot be read.'],
    [textWith(log.slice(1)), 'The beginning of the check is missing, without which the rest cannot be read.'],
    [
      textWith(new Array<number>(200_001).fill(0)),
      'It holds 200,001 observations; Rungs opens up to 200,000.',
    ],
    [
      textWith([{ kind: '['.repeat(70) }, '{'.repeat(70)]).replace('"log"', '"log":[],"x":[[{"a":1}]],"log"'),
      'The beginning of the check is missing, without which the rest cannot be read.',
    ],
    [
      `{"format":"rungs/run","version":1,"log":${'['.repeat(100_000)}`,
      'It is larger or more deeply nested than a saved check ever is.',
    ],
    [
      `{"format":"rungs/run","version":1,"log":[${'0,'.repeat(12_000_000)}0]}`,
      'It is larger or more deeply nested than a saved check ever is.',
    ],
    [
      textWith([
        ...log,
        { seq: 99, values: new Array<null>(150_000).fill(null) },
        new Array<null>(90_000).fill(null),
      ]),
      'So much of it is damaged that it cannot be opened.',
    ],
    [
      textWith([
        ...log,
        ...new Array<unknown>(10).fill({
          ...log[5],
          kind: 'dns.oracle.asked',
          data: new Array<null>(100_001).fill(null),
        }),
      ]),
      'So much of it is from a newer Rungs that it cannot be opened. Update Rungs to open it.',
    ],
  ])('refuses %.60s', (text, sentence) => {
    expect(readRunDocument(text)).toEqual({ ok: false, error: sentence });
  });

  it('builds nothing of what is computed again', () => {
    const text = textWith(log);

    const { events, notes } = read(text.replace('"exchanges":[', '"exchanges":[{no JSON},'));

    expect(events).toHaveLength(log.length);
    expect(notes).toEqual([]);
  });

  it('counts the last of two members of one name, however it is spelled', () => {
    const text = textWith(log).replace('"log":', '"log":[],"l\\u006fg":');

    expect(read(text).events).toHaveLength(log.length);
    expect(readRunDocument(`${text.slice(0, -1)},"log":7}`)).toMatchObject({ ok: false });
  });

  it('leaves out an observation that is no JSON', () => {
    const text = textWith(log).replace(`{"seq":${log.length - 1},`, '{seq,');

    expect(read(text)).toMatchObject({
      events: { length: log.length - 1 },
      notes: [`1 observation could not be read and was left out (the first: number ${log.length}).`],
    });
  });

  it.each<[string, readonly unknown[], number, string]>([
    [
      'a damaged observation',
      changed(5, (entry) => ({ ...entry, data: { nothing: true } })),
      log.length - 1,
      `1 observation could not be read and was left out (the first: number 6, ${log[5]?.kind ?? ''}).`,
    ],
    [
      'a key that would reach the prototype',
      changed(5, (entry) => ({ ...entry, data: JSON.parse('{"__proto__":{"polluted":1}}') as unknown })),
      log.length - 1,
      `1 observation could not be read and was left out (the first: number 6, ${log[5]?.kind ?? ''}).`,
    ],
    [
      'a time that cannot be reckoned with',
      changed(5, (entry) => ({ ...entry, t: 1.7e308 })),
      log.length - 1,
      `1 observation could not be read and was left out (the first: number 6, ${log[5]?.kind ?? ''}).`,
    ],
    [
      'a kind of a later version',
      [...log, { ...log[5], seq: log.length, kind: 'dns.oracle.asked' }],
      log.length,
      '1 observation of a kind that this version of Rungs does not know was left out (dns.oracle.asked). A newer version may show more.',
    ],
    [
      'an observation that stands there twice',
      [...log, ...log.slice(-1)],
      log.length,
      '1 observation stood there twice; each was read once.',
    ],
    [
      'a second beginning',
      [...log, { ...log[0], seq: log.length }],
      log.length,
      '1 observation stood there twice; each was read once.',
    ],
    [
      'another order',
      [...log.slice(0, 2), ...log.slice(2).reverse()],
      log.length,
      'The observations were not in their order and have been sorted by their numbers.',
    ],
    ['a gap', log.toSpliced(3, 2), log.length - 2, '2 observations are missing.'],
    [
      'a number far out',
      changed(log.length - 1, (entry) => ({ ...entry, seq: Number.MAX_SAFE_INTEGER })),
      log.length,
      'The observations are not numbered as they should be.',
    ],
    [
      'a cause that comes later',
      changed(2, (entry) => ({ ...entry, cause: 7 })),
      log.length,
      '1 observation refers to others that are not there.',
    ],
  ])('opens with a note: %s', (_name, entries, length, note) => {
    const { events, notes } = read(textWith(entries));

    expect(events).toHaveLength(length);
    expect(notes).toContain(note);
    expectWellFormed(events);
  });

  it('keeps answers with their requests when the numbers change', () => {
    const answer = log.find(({ cause }) => cause !== null && cause > 5);
    const request = log[answer?.cause ?? -1];
    const { events } = read(textWith(log.toSpliced(2, 1)));

    const same = events.find(({ t, kind }) => kind === answer?.kind && t === answer.t);
    expect(events[same?.cause ?? -1]).toMatchObject({ kind: request?.kind, data: request?.data });
  });

  it('fills up the plan of an older version, and leaves out what only a newer one knows', () => {
    const started = changed(0, ({ data, ...entry }) => {
      // The first event of this log, whose shape is known.
      const start = structuredClone(data) as {
        plan: { limits: Record<string, unknown> } & Record<string, unknown>;
      };
      delete start.plan['keepCertificate'];
      delete start.plan.limits['notifyMs'];
      start.plan['hurry'] = true;
      return { ...entry, data: start };
    });

    const { events, notes } = read(textWith(started));

    expect(events[0]?.data).toEqual({ ...log[0]?.data, source: 'bundle' });
    expect(notes).toEqual([]);
  });

  it(
    'lets nothing through on which a projection fails, whatever became of the log',
    { timeout: 60_000 },
    () => {
      const logs = [
        wholeLog(),
        kerberosLog(),
        tlsDskLog(),
        ...Object.values(RULE_CASES).map(({ breaks }) => breaks),
      ];
      const others = logs.flat();
      fc.assert(
        fc.property(fc.nat(), strikes, (which, blows) => {
          const entries = mangled(logs[which % logs.length] ?? [], blows, others);

          const result = readRunDocument(textWith(entries));

          if (!result.ok) return;
          const { events } = result.value;
          expectWellFormed(events);
          const findings = judgeRun(events);
          ladder(events);
          checklist(events, findings);
          settingsModel(events);
          helpdeskText(events, findings);
          const made = JSON.stringify(runDocument(events, judgeRun));
          RunDocument.parse(JSON.parse(made));
          expect(read(made).notes).toEqual([]);
        }),
        { numRuns: 150 },
      );
    },
  );

  it('answers any text with a log or a sentence', () => {
    const good = JSON.stringify(document);
    fc.assert(
      fc.property(
        fc.nat(good.length),
        fc.nat(40),
        fc.string({ unit: 'binary', maxLength: 20 }),
        (at, cut, put) => {
          const result = readRunDocument(good.slice(0, at) + put + good.slice(at + cut));

          if (result.ok) expectWellFormed(result.value.events);
          else expect(result.error).toMatch(/^[A-Z].*\.$/su);
        },
      ),
      { numRuns: 60 },
    );
  });
});

const strikes: fc.Arbitrary<readonly Strike[]> = fc.array(
  fc.record({ act: fc.constantFrom(...WEIGHED_ACTS), at: fc.nat(), inside: fc.nat(), with: fc.nat() }),
  { minLength: 1, maxLength: 12 },
);

function expectWellFormed(events: readonly LoggedEvent[]): void {
  expect(events[0]).toMatchObject({ kind: 'run.started', data: { source: 'bundle' } });
  expect(events.every(({ seq, cause }, index) => seq === index && (cause === null || cause < index))).toBe(
    true,
  );
}
