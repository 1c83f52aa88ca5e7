import { describe } from 'vitest';
import { expect, it, keepScreenshot } from './support/app-test.ts';

/** A cancelled run must be over long before any wait of its own would be: those take five seconds. */
const PROMPTLY_MS = 4_000;

describe('a run that goes well', () => {
  it('fills the ladder, gives every step its state and names the server', async ({ app, start, run }) => {
    await start.scenario('healthy').click();
    await run.isFinished();

    await expect(run.verdict).toHaveAttribute('data-verdict', 'passed');
    await expect(run.verdict).toContainText(/pool01\.contoso\.test is reachable/);
    expect(await run.steps.evaluateAll((all) => all.map((one) => one.getAttribute('data-state')))).toEqual([
      'passed',
      'passed',
      'passed',
      'skipped',
      'skipped',
    ]);
    await expect(run.steps.getByRole('heading')).toHaveText([
      /^1\. .+: passed$/,
      /^2\. .+: passed$/,
      /^3\. .+: passed$/,
      /^4\. .+: skipped$/,
      /^5\. .+: skipped$/,
    ]);
    await expect(run.step('discovery')).toContainText(/pool01\.contoso\.test:5061.*lyncdiscoverinternal/);
    await expect(run.step('authentication')).toContainText(/NTLM, Kerberos and TLS-DSK/);

    const rows = await run.rowTexts();
    for (const text of [
      /A, AAAA lyncdiscoverinternal\.contoso\.test \| 127\.0\.0\.1/,
      /SRV _sipinternaltls\._tcp\.contoso\.test \| pool01\.contoso\.test:5061/,
      /webint\.contoso\.test · GET .*\/root\/domain \| 200 OK/,
      /TCP connect :5061 \| connected/,
      /TLS handshake \| TLS 1\.3/,
      /Uses pool01\.contoso\.test:5061/,
      /REGISTER \| 401 Unauthorized/,
      /What a complete sign-in would do next/,
      /SUBSCRIBE .*policies/i,
    ]) {
      expect(rows.filter((row) => text.test(row)).length, `a row with ${String(text)}`).toBeGreaterThan(0);
    }
    await expect(run.ladder).toHaveAttribute('aria-rowcount', String(rows.length + 1));
    await keepScreenshot(app, 'healthy');
  });

  it('leaves only the path taken when asked', async ({ app, start, run }) => {
    await start.scenario('healthy').click();
    await run.isFinished();
    const all = await run.rowTexts();

    await app.page.getByRole('switch', { name: 'Only the path taken' }).click();
    const used = await run.rowTexts();

    expect(used.length).toBeLessThan(all.length);
    expect(used.filter((row) => /REGISTER \| 401/.test(row))).toHaveLength(1);
    expect(used.filter((row) => row.includes('webext.'))).toEqual([]);
  });

  it('goes on past what the client survives, and says so', async ({ start, run }) => {
    await start.scenario('lyncdiscover-404').click();
    await run.isFinished();

    await expect(run.verdict).toHaveAttribute('data-verdict', 'warned');
    await expect(run.verdict).toContainText(/reachable/);
    await expect(run.step('discovery')).toHaveAttribute('data-state', 'warned');
    await expect(run.finding('discovery.lyncdiscover-http-error')).toBeVisible();
  });
});

describe('a run that fails', () => {
  it('says in which step, why, who mends it and where the proof is', async ({ app, start, run }) => {
    const sentence = /^The certificate of pool01\.contoso\.test expired on \d+ \w+ \d{4}\.$/;
    await start.scenario('cert-expired').click();
    await run.isFinished();

    await expect(run.verdict).toHaveAttribute('data-verdict', 'failed');
    await expect(run.verdict.getByText(sentence)).toBeVisible();
    await expect(run.verdict).toContainText(/For the server administrators: Renew the certificate/);
    await expect(run.step('discovery')).toHaveAttribute('data-state', 'passed');
    await expect(run.step('connectivity')).toHaveAttribute('data-state', 'failed');
    await expect(run.step('connectivity').getByRole('heading')).toHaveText(/: failed$/);
    await expect(run.step('authentication')).toHaveAttribute('data-state', 'skipped');

    const card = run.finding('connectivity.certificate-expired');
    await expect(card.getByText(sentence)).toBeVisible();
    await expect(card).toContainText(/Renew the certificate on pool01\.contoso\.test/);
    await card.getByRole('button', { name: 'Why' }).click();
    await expect(card.getByText('connectivity.certificate-expired')).toBeVisible();

    await run.choose(/SRV _sipinternaltls/);
    await card.getByRole('button', { name: 'Show in the ladder' }).click();
    await expect(run.ladder).toBeFocused();
    await expect(run.selectedRow).toBeInViewport();
    await expect(run.selectedRow).toContainText(/TLS handshake.*certificate expired/);

    const certificates = run.section('Certificates');
    await expect(certificates).toContainText('Not trusted by this PC');
    await expect(certificates.getByRole('listitem').first()).toContainText(
      /pool01\.contoso\.test.*It expired on .*Valid from.*2024.*Valid until.*\d{4}/s,
    );
    await expect(certificates.getByText('Issued by (intermediate)')).toBeVisible();
    await expect(certificates.getByText('Issued by (root)')).toBeVisible();
    await keepScreenshot(app, 'cert-expired');
  });

  it('hands what the helpdesk needs to the clipboard', async ({ app, start, run }) => {
    await start.scenario('cert-expired').click();
    await run.isFinished();

    await app.page.getByRole('button', { name: 'Copy for helpdesk' }).click();
    await expect(app.page.getByRole('button', { name: 'Copied' })).toBeVisible();

    const text = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
    expect(text).toContain('connectivity.certificate-expired');
    expect(text).toContain('pool01.contoso.test');
  });
});

describe('a run in progress', () => {
  it('can be cancelled at once, and run again', async ({ start, run }) => {
    await start.scenario('tcp-blackhole').click();
    await run.isWaiting();

    const before = performance.now();
    await run.cancel.click();
    await expect(run.verdict).toHaveAttribute('data-verdict', 'cancelled');
    expect(performance.now() - before).toBeLessThan(PROMPTLY_MS);
    await expect(run.step('connectivity')).toHaveAttribute('data-state', 'cancelled');

    await run.again.click();
    await run.isWaiting();
    await expect(run.cancel).toBeVisible();
    await run.isFinished();
    await expect(run.verdict).toHaveAttribute('data-verdict', 'failed');
    await expect(run.finding('connectivity.tcp-timeout')).toBeVisible();
  });

  it('is given up when the person goes back to the start', async ({ app, start, run }) => {
    await start.scenario('tcp-blackhole').click();
    await run.isWaiting();

    await run.newCheck.click();
    await start.isShown();
    await expect(start.address).toBeFocused();

    await start.scenario('healthy').click();
    await run.isFinished();
    await expect(run.verdict).toHaveAttribute('data-verdict', 'passed');
    expect(app.reports).toEqual([]);
  });

  it('keeps the last thing that happened in sight until the person scrolls', async ({ app, start, run }) => {
    const expected = run.ladder.getByRole('row').filter({ hasText: 'Expected next' });
    await start.scenario('tcp-blackhole').click();
    await run.isWaiting();
    // Folded, everything is in sight.
    await run.unfoldAll.click();
    await run.ladder
      .getByText(/asks for a web ticket/)
      .last()
      .waitFor();

    await expect(expected).toBeInViewport();
    await expect(run.follow).toHaveCount(0);
    const scrollTop = (): Promise<number> => run.ladder.evaluate((scroller) => scroller.scrollTop);
    const followed = await scrollTop();
    expect(followed).toBeGreaterThan(0);

    await run.ladder.hover();
    await app.page.mouse.wheel(0, -10_000);
    await expect(run.follow).toBeVisible();
    await expect.poll(scrollTop).toBe(0);
    await run.follow.click();
    await expect(run.follow).toHaveCount(0);
    await expect.poll(scrollTop).toBe(followed);

    await run.ladder.hover();
    await app.page.mouse.wheel(0, -10_000);
    await expect.poll(scrollTop).toBe(0);
    await run.isFinished();
    await expect(run.selectedRow.or(run.details.getByText('TCP connect :5061').first())).toBeVisible();
    expect(await scrollTop()).toBe(0);
  });
});

describe('the inspector', () => {
  it('shows what DNS was asked and answered', async ({ start, run }) => {
    await start.scenario('healthy').click();
    await run.isFinished();

    await run.choose(/A, AAAA pool01\.contoso\.test/);

    await expect(run.section('Result')).toContainText(/Name\s*pool01\.contoso\.test/);
    const asked = run.section('Who was asked').getByRole('table');
    await expect(asked.getByRole('columnheader')).toHaveText(['Asked', 'For', 'Answer', 'Time']);
    await expect(asked.getByRole('row').filter({ hasText: 'AAAA' })).toContainText('no such record');
    const records = run.section('Records').getByRole('table');
    await expect(records.getByRole('row').nth(1).getByRole('cell')).toHaveText([
      /^127\.0\.0\.1:\d+$/,
      'pool01.contoso.test',
      'A',
      '127.0.0.1',
      '60 s',
    ]);
  });

  it('shows an HTTP exchange with its headers and the document in it', async ({ start, run }) => {
    await start.scenario('healthy').click();
    await run.isFinished();

    await run.choose(/webint\.contoso\.test · GET .*\/root\/domain/);

    await expect(run.section('Request')).toContainText(/GET https:\/\/webint.*Host: webint\.contoso\.test/s);
    await expect(run.answer).toContainText(/HTTP 200 OK.*X-MS-Server-Fqdn: fe01\.contoso\.test/s);
    await expect(run.answer).toContainText('"AccessLocation":"Internal"');
    await expect(run.section('Autodiscover document')).toContainText(/SIP server inside\s*pool01/);
  });

  it('shows the REGISTER as sent and the challenge decoded', async ({ app, start, run }) => {
    await start.scenario('healthy').click();
    await run.isFinished();

    await run.choose(/REGISTER.*401/);

    await expect(run.section('Request')).toContainText(
      /REGISTER sip:contoso\.test SIP\/2\.0.*Event: registration/s,
    );
    await expect(run.answer).toContainText(/SIP\/2\.0 401 Unauthorized.*WWW-Authenticate: NTLM realm=/s);
    await expect(run.section('Sign-in method: Kerberos')).toContainText(
      /Target name\s*sip\/fe01\.contoso\.test.*Kerberos ticket/s,
    );
    await expect(run.section('Sign-in method: TLS-DSK')).toContainText(
      /Certificates from\s*https:\/\/webint/,
    );
    await keepScreenshot(app, 'register');
  });

  it('shows how the server was decided on: every candidate, and what the client alone would take', async ({
    app,
    start,
    run,
  }) => {
    await start.scenario('healthy').click();
    await run.isFinished();

    await run.choose(/Uses pool01/);

    await expect(run.section('Decision')).toContainText(/A Microsoft client takes\s*\d/);
    const candidates = run.section('Candidates in the client’s order');
    await expect(candidates.getByRole('row')).toHaveCount(8);
    await expect(candidates).toContainText(/lyncdiscoverinternal\.contoso\.test/);
    await keepScreenshot(app, 'decision');
  });

  it('says what to do while nothing is chosen', async ({ start, run }) => {
    await start.scenario('tcp-blackhole').click();
    await run.isWaiting();

    await expect(run.details).toContainText('Choose a line of the call flow');
  });
});
