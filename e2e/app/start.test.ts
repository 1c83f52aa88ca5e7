import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe } from 'vitest';
import { SCENARIOS } from '../../electron/lab/lab.ts';
import { expect, it } from './support/app-test.ts';

describe('the start page', () => {
  it('has one field, one button and every practice scenario', async ({ app, start, run }) => {
    await expect(start.heading).toBeVisible();
    await expect(start.address).toBeFocused();
    await expect(start.address).toHaveValue('');
    await expect(start.check).toBeEnabled();
    await expect(start.practice).toBeVisible();
    await expect(run.verdict).toHaveCount(0);

    const listed = start.practice.locator('[data-scenario]');
    const ids = await listed.evaluateAll((all) => all.map((one) => one.getAttribute('data-scenario')));
    expect(ids.toSorted()).toEqual(SCENARIOS.map(({ id }) => id).toSorted());
    for (const { id, title } of SCENARIOS) await expect(start.scenario(id)).toHaveAccessibleName(title);
    expect(await app.page.title()).toBe('Rungs');
  });

  for (const [typed, sentence] of [
    ['alice', /@/],
    ['a b@c.d', /no spaces/],
    ['   ', /^Type a sign-in address/],
    ['alice@', /domain/],
    ['alice@contoso.com, bob@contoso.com', /./],
    [`${'a'.repeat(250)}@contoso.com`, /long/],
  ] as const) {
    it(`says at the field what is wrong with ${JSON.stringify(typed.slice(0, 40))}, and starts nothing`, async ({
      app,
      start,
      run,
      profile,
    }) => {
      await start.address.fill(typed);
      await start.address.press('Enter');

      await expect(start.address).toHaveAttribute('aria-invalid', 'true');
      await expect(start.address).toHaveAccessibleDescription(sentence);
      await expect(start.address).toHaveAccessibleDescription(/^[A-Z].*\.$/);
      await expect(start.address).toHaveValue(typed);
      await expect(run.verdict).toHaveCount(0);
      expect(await readdir(profile)).not.toContain('recent-addresses.json');
      expect(app.reports).toEqual([]);
    });
  }

  it('refuses a server by hand that is none', async ({ start, run }) => {
    await start.moreOptions.click();
    await start.server.fill('http://sip.contoso.com/');
    await start.address.fill('alice@contoso.invalid');
    await start.check.click();

    await expect(start.address).toHaveAccessibleDescription(/^The server must be a name/);
    await expect(run.verdict).toHaveCount(0);
  });

  it('lets the client generation and the place be chosen', async ({ start }) => {
    await start.moreOptions.click();
    await start.profile.selectOption('Lync 2010 and Communicator (SRV records first)');
    await start.network.selectOption('Outside, on the internet');

    await expect(start.profile).toHaveValue('lync2010');
    await expect(start.network).toHaveValue('external');
  });

  it('offers the addresses that were checked before, and forgets them on request', async ({
    app,
    profile,
  }) => {
    const { page } = app;
    const file = path.join(profile, 'recent-addresses.json');
    await writeFile(file, JSON.stringify(['alice@contoso.com', 'bob@contoso.com']));
    await page.reload();
    const list = page.getByRole('list', { name: 'Checked before:' });
    await expect(list.getByRole('button')).toHaveText(['alice@contoso.com', 'bob@contoso.com']);

    await page.getByRole('button', { name: 'Forget these' }).click();

    await expect(list).toHaveCount(0);
    expect(await readFile(file, 'utf8')).toBe('[]');
  });
});
