import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeRun } from '../findings/judge.ts';
import { tlsDskLog } from '../projections/testing/authentication-logs.ts';
import { wholeLog } from '../projections/testing/home-logs.ts';
import { cancelledLog, expiredLog, healthyLog } from '../projections/testing/sample-logs.ts';
import { ladder } from '../projections/ladder.ts';
import { bothEnds, drawLadder } from './ladder-drawing.ts';
import { ladderSvg } from './ladder-svg.ts';
import { hostileLog, HOSTILE_TEXTS } from './testing/hostile-log.ts';
import { readStrictly } from './testing/strict-reader.ts';

const DRAWING = ['svg', 'title', 'desc', 'g', 'rect', 'path', 'circle', 'text'];
const logs = { healthyLog, expiredLog, cancelledLog, tlsDskLog, wholeLog };

test.each(Object.entries(logs))('%s: a picture that needs nothing else', (_, log) => {
  const { svg, width, height } = ladderSvg(log());

  const elements = readStrictly(svg);
  expect(elements.filter(({ name }) => !DRAWING.includes(name))).toEqual([]);
  expect(elements[0]?.attributes).toMatchObject({ width: String(width), height: String(height) });
  expect(svg).not.toMatch(/NaN|undefined|Infinity|url\(|href/);
});

test('tells what was said, when, and how it went', () => {
  const { svg } = ladderSvg(expiredLog());

  for (const said of ['This PC', 'DNS', 'pool01', 'TLS handshake', 'certificate expired', 'Reach the server'])
    expect(svg).toContain(said);
  expect(svg).toContain('class="l-a-bad"');
  expect(svg).toMatch(/<desc>The certificate of pool01\.contoso\.test expired[^<]*<\/desc>/);
});

test('what would come next is dashed and has its name', () => {
  const { svg } = ladderSvg(expiredLog());

  expect(svg).toContain('What a complete sign-in would do next');
  expect(svg).toContain('stroke-dasharray="2 4"');
});

test('a label that has no room is cut, and is whole where the mouse rests on it', () => {
  const long = `${'very-long-label.'.repeat(14)}contoso.test`;
  const log = healthyLog().map((event) =>
    event.kind === 'dns.query.sent' ? { ...event, data: { ...event.data, name: long } } : event,
  );
  const { svg } = ladderSvg(log);

  expect(svg).toMatch(/<title>[^<]*very-long-label\.contoso\.test[^<]*<\/title>[^<]*…<\/text>/);
});

test('of too many rows the first and the last are drawn, and it says so', () => {
  const log = wholeLog();
  const all = ladder(log).rows.length;
  const few = drawLadder(log, judgeRun(log), undefined, 10);

  expect(few.omission).toContain(`${all - 10} lines between them are left out`);
  expect(few.strips.length).toBeLessThan(drawLadder(log, []).strips.length);
  expect(ladderSvg(log, { maxRows: 10 }).svg).toContain('left out');
  expect(bothEnds([1, 2, 3, 4, 5, 6], 3)).toEqual([1, 5, 6]);
});

test('many parties share the last line', () => {
  const servers = Array.from({ length: 40 }, (_, n) => `fe${n}.contoso.test`);
  const [first, ...rest] = healthyLog();
  const template = rest.find((event) => event.kind === 'tcp.connect.started');
  if (first === undefined || template === undefined) throw new Error('the log has no connection');
  const log = [
    first,
    ...servers.map((host, n) => ({
      ...template,
      seq: n + 1,
      flow: `tcp-${n}`,
      data: { ...template.data, peer: { role: 'sip' as const, host, port: 5061 } },
    })),
  ];
  const { svg, width } = ladderSvg(log);

  expect(width).toBeLessThan(1_600);
  expect(svg).toContain('Others');
  expect(svg).toContain('fe39.contoso.test · TCP connect');
});

const vary = hostileLog(wholeLog());

test('hostile texts, wherever they stand, are drawn as texts', () => {
  const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 80 }));
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 12 }), (texts) => {
      const names = new Set(readStrictly(ladderSvg(vary(texts)).svg).map(({ name }) => name));

      expect([...names].filter((name) => !DRAWING.includes(name))).toEqual([]);
    }),
    { numRuns: 25 },
  );
});
