import { readFile, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unpackBundle } from '../../electron/services/bundle/unpack-bundle.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { unpacked } from '../support/bundle-writings.ts';
import { findIdentities } from '../support/identity-search.ts';
import type { Writing } from '../support/pattern-search.ts';
import { pdfWritings } from '../support/pdf-streams.ts';
import { pdfProperties, pdfText, poppler } from '../support/poppler.ts';
import { practiceIdentities } from '../support/practice-identities.ts';
import { describeWith } from '../support/programs.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';
import { answerFileDialogs } from './support/files.ts';
import { launchApp, type RunningApp } from './support/launch.ts';
import { RunPage } from './support/run-page.ts';
import { StartPage } from './support/start-page.ts';

/** One run saved at both levels through the real window, with the report that Chromium prints: who can be told from it. */

interface SavedReport {
  readonly pdf: Uint8Array;
  readonly file: string;
  readonly sentence: string;
}

let folder: TemporaryFolder;
let standard: SavedReport;
let strict: SavedReport;
let identities: readonly string[];

beforeAll(async () => {
  folder = await createTemporaryFolder('pdf');
  const app = await launchApp(path.join(folder.path, 'profile'));
  try {
    const start = new StartPage(app.page);
    await start.isShown();
    await start.scenario('redirect-other-pool').click();
    await new RunPage(app.page).isFinished();
    standard = await savedReport(app, 'standard');
    strict = await savedReport(app, 'strict');
  } finally {
    await app.close();
  }
});
afterAll(async () => folder[Symbol.asyncDispose]());

describe('the printed report of a run for everybody else', () => {
  it('is made of nothing that tells who it was, in its bytes and in what is packed in them', () => {
    const writings = pdfWritings(strict.pdf);

    expect(writings.length).toBeGreaterThan(10);
    expect(writings.filter(({ bytes }) => bytes.includes('BT')).length).toBeGreaterThan(3);
    expect(findIdentities(writings, identities)).toEqual([]);
    // Those who may see it find the name of the account in what the PDF says of itself.
    expect(findIdentities(pdfWritings(standard.pdf), ['bob@contoso.test'])).not.toEqual([]);
  });
});

describeWith([poppler], 'the printed report, as a reader of PDF has it', () => {
  it('says how it came out, and names nobody', async () => {
    const text = await pdfText(strict.file);

    expect(text).toContain(strict.sentence);
    expect(strict.sentence).toMatch(/^Signed in as user\d+@domain1\.example/);
    expect(text).toContain('Rungs, page 1 of ');
    expect(found(text)).toEqual([]);
    expect(await pdfText(standard.file)).toContain(standard.sentence);
    expect(found(await pdfText(standard.file)).length).toBeGreaterThan(20);
  });

  it('says of itself what it is, and not of whom', async () => {
    const properties = await pdfProperties(strict.file);

    expect(properties.get('Title')).toMatch(/^Sign-in check user\d+@domain1\.example$/);
    expect(Number(properties.get('Pages'))).toBeGreaterThan(1);
    expect(found([...properties.values()].join('\n'))).toEqual([]);
    expect(found([...(await pdfProperties(standard.file)).values()].join('\n'))).not.toEqual([]);
  });
});

function found(text: string): readonly string[] {
  // Where a line is too short for a name, it is continued on the next one.
  const writings = [text, text.replaceAll(' ', '')].map((one): Writing => ({
    name: 'text',
    bytes: Buffer.from(one),
  }));
  return findIdentities(writings, identities);
}

async function savedReport(app: RunningApp, level: 'standard' | 'strict'): Promise<SavedReport> {
  const { page } = app;
  const bundleFile = path.join(folder.path, `${level}.rungs`);
  await answerFileDialogs(app, bundleFile);
  await saveBundle(page, level);

  const packed = await readFile(bundleFile);
  const bundle = await unpackBundle(packed);
  if (!bundle.ok) throw new Error(bundle.error.sentence);
  const { events } = bundle.value;
  if (level === 'standard') identities = practiceIdentities(events, [hostname(), userInfo().username]);
  const report = (await unpacked('report', packed)).find(({ name }) => name === 'report report.pdf');
  const pdf = report?.bytes.subarray(report.bytes.indexOf('%PDF')) ?? Buffer.alloc(0);
  const file = path.join(folder.path, `${level}.pdf`);
  await writeFile(file, pdf);
  return { pdf, file, sentence: runDocument(events, judgeRun).verdict.summary };
}

async function saveBundle(page: Page, level: 'standard' | 'strict'): Promise<void> {
  await page.getByRole('button', { name: 'Save bundle' }).click();
  await page.getByRole('dialog', { name: 'Save bundle' }).waitFor();
  if (level === 'strict') await page.getByRole('radio', { name: /everybody else/ }).click();
  await page.getByRole('button', { name: 'Save…' }).click();
  await page.getByText(new RegExp(`Saved as ${level}\\.rungs`)).waitFor();
  await page.getByRole('button', { name: 'Close', exact: true }).click();
}
