import type { Page } from 'playwright';
import { RunPage } from '../app/support/run-page.ts';
import { isStill } from '../app/support/still.ts';
import { StartPage } from '../app/support/start-page.ts';

export interface Shot {
  readonly name: string;
  readonly scenario: string | null;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
  readonly contrast?: boolean;
  /** What is done on the page before the picture. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** The room that a 1366 × 768 window has with text twice as large. */
const LARGE_TEXT = { width: 683, height: 384 } as const;

export const README: readonly Shot[] = [{ name: 'screenshot', scenario: 'cert-expired' }];

export const ALL: readonly Shot[] = [
  { name: 'start-light', scenario: null },
  { name: 'start-dark', scenario: null, theme: 'dark' },
  { name: 'start-large-text', scenario: null, ...LARGE_TEXT },
  { name: 'sign-in-options', scenario: null, prepare: (page) => openSignIn(page) },
  { name: 'sign-in-password', scenario: null, prepare: withPassword },
  { name: 'sign-in-password-dark', scenario: null, theme: 'dark', prepare: withPassword },
  { name: 'sign-in-password-contrast', scenario: null, contrast: true, prepare: withPassword },
  { name: 'sign-in-password-large-text', scenario: null, ...LARGE_TEXT, prepare: withPassword },
  { name: 'sign-in-missing', scenario: null, prepare: withNothingTyped },
  { name: 'healthy-light', scenario: 'healthy' },
  { name: 'healthy-large-text', scenario: 'healthy', ...LARGE_TEXT },
  { name: 'healthy-dark', scenario: 'healthy', theme: 'dark' },
  { name: 'ntlm', scenario: 'ntlm' },
  { name: 'ntlm-dark', scenario: 'ntlm', theme: 'dark' },
  { name: 'ntlm-large-text', scenario: 'ntlm', ...LARGE_TEXT },
  { name: 'ntlm-completing-register', scenario: 'ntlm', prepare: (page) => choose(page, /REGISTER.*200 OK/) },
  { name: 'ntlm-challenge', scenario: 'ntlm', prepare: (page) => choose(page, /REGISTER.*401/) },
  { name: 'kerberos', scenario: 'kerberos' },
  { name: 'tls-dsk', scenario: 'tls-dsk' },
  { name: 'tls-dsk-web-ticket', scenario: 'tls-dsk', prepare: (page) => choose(page, /WebTicket/i) },
  { name: 'bad-password', scenario: 'bad-password' },
  { name: 'bad-password-large-text', scenario: 'bad-password', ...LARGE_TEXT },
  { name: 'failed-light', scenario: 'cert-expired' },
  { name: 'failed-dark', scenario: 'cert-expired', theme: 'dark' },
  { name: 'failed-contrast', scenario: 'cert-expired', contrast: true },
  { name: 'failed-large-text', scenario: 'cert-expired', ...LARGE_TEXT },
  { name: 'warned-light', scenario: 'lyncdiscover-404' },
  { name: 'no-records-light', scenario: 'no-records' },
  { name: 'home-folded', scenario: 'redirect-other-pool', width: 1920, height: 1080 },
  { name: 'home-folded-small', scenario: 'redirect-other-pool' },
  { name: 'home-folded-large-text', scenario: 'redirect-other-pool', ...LARGE_TEXT },
  { name: 'home-unfolded-dark', scenario: 'redirect-other-pool', theme: 'dark', prepare: unfold },
  { name: 'home-failed', scenario: 'redirect-unreachable' },
  { name: 'settings-light', scenario: 'settings-healthy', width: 1920, height: 1080, prepare: openSettings },
  { name: 'settings-small', scenario: 'settings-healthy', prepare: openSettings },
  { name: 'settings-large-text', scenario: 'settings-healthy', ...LARGE_TEXT, prepare: openSettings },
  { name: 'settings-dark', scenario: 'policy-url-unreachable', theme: 'dark', prepare: openSettings },
  { name: 'settings-contrast', scenario: 'contacts-503', contrast: true, prepare: openSettings },
];

async function openSignIn(page: Page): Promise<StartPage> {
  const start = new StartPage(page);
  await start.address.fill('alice@contoso.com');
  await start.signInOptions.click();
  await isStill(page);
  return start;
}

async function withPassword(page: Page): Promise<void> {
  const start = await openSignIn(page);
  await start.way('With a password').check();
  await start.password.fill('not a real one');
}

async function withNothingTyped(page: Page): Promise<void> {
  const start = await openSignIn(page);
  await start.way('With a password').check();
  await start.signIn.click();
  await start.password.and(page.locator('[aria-invalid=true]')).waitFor();
}

async function choose(page: Page, row: RegExp): Promise<void> {
  await new RunPage(page).choose(row);
}

async function unfold(page: Page): Promise<void> {
  await new RunPage(page).unfoldAll.click();
}

async function openSettings(page: Page): Promise<void> {
  await new RunPage(page).openSettings.click();
}
