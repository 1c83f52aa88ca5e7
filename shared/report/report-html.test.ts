import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import { judgeRun } from '../findings/judge.ts';
import { rejectedLog, tlsDskLog } from '../projections/testing/authentication-logs.ts';
import { wholeLog } from '../projections/testing/home-logs.ts';
import { cancelledLog, expiredLog, healthyLog } from '../projections/testing/sample-logs.ts';
import type { ReportAbout } from './report-about.ts';
import { reportHtml } from './report-html.ts';
import { hostileLog, HOSTILE_TEXTS } from './testing/hostile-log.ts';
import { readStrictly } from './testing/strict-reader.ts';

const about: ReportAbout = {
  savedAt: Date.UTC(2026, 11, 1, 9, 30),
  tool: { name: 'rungs', version: '0.5.0' },
  redaction: 'standard',
  origin: { kind: 'live' },
  savedBy: 'alice on PC-1',
};
const ELEMENTS = new Set(
  (
    'html head meta title style body main header nav section article h1 h2 h3 h4 p span strong a code pre div dl dt dd ol ul li ' +
    'table thead tbody tr th td details summary svg g rect path circle text'
  ).split(' '),
);
const ATTRIBUTES = new Set(
  (
    'lang xmlns charset http-equiv content name id class href title role tabindex scope colspan style aria-label aria-hidden ' +
    'viewBox width height x y cx cy r rx d fill fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-opacity ' +
    'stroke-dasharray transform font-family font-size font-weight font-style text-anchor preserveAspectRatio'
  ).split(' '),
);
const logs = { healthyLog, expiredLog, cancelledLog, rejectedLog, tlsDskLog, wholeLog };

function report(log: readonly LoggedEvent[], changes: Partial<ReportAbout> = {}): string {
  return reportHtml(log, judgeRun(log), { ...about, ...changes });
}

/** What a page must not have: elements and attributes that nobody put there, and ways out of it. */
function oddities(html: string): readonly string[] {
  return readStrictly(html).flatMap(({ name, attributes }) => [
    ...(ELEMENTS.has(name) ? [] : [name]),
    ...Object.keys(attributes).filter((attribute) => !ATTRIBUTES.has(attribute)),
    ...Object.entries(attributes).flatMap(([attribute, value]) => {
      if (attribute === 'href') return /^#[a-z]+(-\d+)?$/.test(value) ? [] : [value];
      if (attribute === 'style') return /^width:\d+px$/.test(value) ? [] : [value];
      return attribute === 'id' && !/^[a-z]+(-\d+)?$/.test(value) ? [value] : [];
    }),
  ]);
}

function chapters(html: string): readonly string[] {
  return [...html.matchAll(/<section id="(\w+)" class="chapter">/g)].map(([, id]) => id ?? '');
}

test.each(Object.entries(logs))('%s: one well-formed page, every link leads somewhere', (_, log) => {
  const html = report(log());

  expect(oddities(html)).toEqual([]);
  const elements = readStrictly(html);
  const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? []);
  const targets = elements.flatMap(({ attributes }) => attributes['href']?.slice(1) ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
  expect(html).not.toMatch(/NaN|undefined|\[object/);
});

test('nothing is loaded and nothing runs', () => {
  const html = report(wholeLog());

  expect(html).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"/>`,
  );
  expect(html).not.toMatch(/<(script|link|img|iframe|object|form)|@import|url\(|\son\w+=/);
});

test('what came out comes first, and the rest in its order', () => {
  const html = report(wholeLog());

  expect(chapters(html).join(' ')).toBe(
    'steps findings ladder exchanges messages certificates settings times environment about',
  );
  expect(html.indexOf('<h1>')).toBeLessThan(html.indexOf('id="steps"'));
});

test('a failure is told with its remedy, who can mend it, and where it was seen', () => {
  const log = expiredLog();
  const html = report(log);

  const [finding] = judgeRun(log);
  expect(html).toMatch(/<h1>.*The certificate of pool01\.contoso\.test expired on 1 November 2026\./);
  expect(html).toContain('<strong>For the server administrators:</strong>');
  expect(html).toContain(finding?.id);
  expect(html).toMatch(/Seen in exchanges<\/dt><dd><a href="#exchange-\d+"/);
  expect(chapters(html)).toContain('certificates');
});

test('messages are there in full, and folded', () => {
  const html = report(healthyLog());

  expect(html).toContain('<pre tabindex="0">SIP/2.0 401 Unauthorized');
  expect(html).not.toMatch(/<details[^>]* open/);
});

test('says how far it was redacted, where it is from and what is odd about that', () => {
  const origin: ReportAbout['origin'] = {
    kind: 'bundle',
    fileName: 'pc.rungs',
    savedAt: null,
    savedBy: 'bob <b@x>',
    tool: { name: 'rungs', version: '0.4' },
    redaction: 'strict',
    notes: ['One message could not be read.'],
  };
  const html = report(healthyLog(), { redaction: 'strict', origin, savedBy: null });

  expect(html).toContain('are replaced by stand-ins');
  expect(html).toContain('The saved check pc.rungs, saved by bob &lt;b@x&gt; with Rungs 0.4');
  expect(html).toContain('One message could not be read.');
  expect(report(healthyLog())).toContain('1 December 2026, 09:30:00 UTC, by alice on PC-1');
});

test('a comparison made elsewhere stands before what is said of the report itself', () => {
  const html = reportHtml(healthyLog(), [], about, '<section><h2>Comparison</h2></section>');

  expect(html.indexOf('<h2>Comparison</h2>')).toBeGreaterThan(html.indexOf('id="environment"'));
  expect(html.indexOf('<h2>Comparison</h2>')).toBeLessThan(html.indexOf('<section id="about"'));
  expect(html).toContain('<a href="#comparison">');
});

test('a page stays below 20 MB, whatever the log holds', () => {
  const log = healthyLog();
  const asked = log.findLast((event) => event.kind === 'sip.request.sent');
  const answered = log.findLast((event) => event.kind === 'sip.response.received');
  if (asked === undefined || answered === undefined) throw new Error('the log has no SIP');
  const body = '"\u00e9"'.repeat(30_000);
  const many = Array.from({ length: 2_200 }, (_, n): readonly LoggedEvent[] => {
    const seq = log.length + 2 * n;
    const flow = `sip-${n}`;
    return [
      { ...asked, seq, flow },
      { ...answered, seq: seq + 1, flow, cause: seq, data: { ...answered.data, body } },
    ];
  });
  const html = reportHtml([...log, ...many.flat()], [], about);

  expect(new TextEncoder().encode(html).length).toBeLessThan(20_000_000);
  expect(html).toContain('because the page would become too large');
  expect(html).toContain('lines between them are left out');
  expect(oddities(html)).toEqual([]);
});

const hostile = Object.values(logs).map((log) => hostileLog(log()));

test('hostile texts are there, as texts', () => {
  const html = hostile.map((vary) => report(vary(HOSTILE_TEXTS))).join('');

  expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(html).toContain('&quot;&gt;&lt;img src=x onerror=alert(1)&gt;');
  expect(html).toContain('\\u202e');
  expect(html).not.toMatch(/<script|<img|<iframe/);
});

test('hostile texts, wherever they stand, give no element, attribute or link', () => {
  const text = fc.oneof(fc.constantFrom(...HOSTILE_TEXTS), fc.string({ unit: 'binary', maxLength: 80 }));
  fc.assert(
    fc.property(
      fc.constantFrom(...hostile),
      fc.array(text, { minLength: 1, maxLength: 12 }),
      (vary, texts) => {
        const [fileName = '', savedBy = ''] = texts;
        const origin: ReportAbout['origin'] = { kind: 'log', fileName, format: 'uccapi', notes: texts };

        expect(oddities(report(vary(texts), { origin, savedBy }))).toEqual([]);
      },
    ),
    { numRuns: 30 },
  );
});
