import { expect, test } from 'vitest';
import { exampleCertificate } from '../events/testing/example-certificate.ts';
import { certificateLog, healthyLog } from '../findings/testing/example-logs.ts';
import { comparison } from '../projections/comparison/comparison.ts';
import { comparisonHtml } from './comparison-html.ts';

const labels = { a: 'at home', b: 'in the office' };

test('one section with the differences and nothing that is the same', () => {
  const html = comparisonHtml(comparison(healthyLog(), certificateLog([])), labels);

  expect(html).toMatch(/^<section class="comparison">[^]*<\/section>$/);
  expect(html).toContain('<dt>First</dt><dd>at home</dd>');
  expect(html).toContain('<h3>Outcome</h3>');
  expect(html).not.toContain('>the same<');
  expect(html).toMatch(/The same: \d+ things\./);
});

test('what comes from outside stays text', () => {
  const planted = '"><script>alert(1)</script>';
  const hostile = certificateLog([], (host) => [
    exampleCertificate(host, { subject: planted, issuer: planted }),
  ]);
  const html = comparisonHtml(comparison(healthyLog(), hostile), { a: planted, b: planted });

  expect(html).not.toContain('<script');
  expect(html).toContain('&lt;script&gt;alert(1)');
});

test('many differences are counted behind a limit', () => {
  const row = { section: 'settings', a: 'x', b: null, relation: 'only-a', weight: 'ordinary' } as const;
  const rows = Array.from({ length: 310 }, (_, n) => ({ ...row, label: `setting ${n}` }));
  const html = comparisonHtml({ summary: 'Both sign in.', outcomeDiffers: false, rows }, labels);

  expect(html).toContain('setting 299<');
  expect(html).not.toContain('setting 300<');
  expect(html).toContain('And 10 more.');
});
