import type { Locator, Page } from 'playwright';

/** The page with the field, as a person sees it. */
export class StartPage {
  readonly address: Locator;
  readonly check: Locator;
  readonly signIn: Locator;
  readonly signInOptions: Locator;
  readonly user: Locator;
  readonly password: Locator;
  readonly method: Locator;
  readonly moreOptions: Locator;
  readonly server: Locator;
  readonly profile: Locator;
  readonly network: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.address = page.getByRole('textbox', { name: 'Sign-in address' });
    this.check = page.getByRole('button', { name: 'Check', exact: true });
    this.signIn = page.getByRole('button', { name: 'Sign in', exact: true });
    this.signInOptions = page.getByRole('button', { name: /^Sign-in options/ });
    this.user = page.getByRole('textbox', { name: 'User name' });
    this.password = page.getByLabel('Password', { exact: true });
    this.method = page.getByRole('combobox', { name: 'Method' });
    this.moreOptions = page.getByRole('button', { name: 'More options' });
    this.server = page.getByRole('textbox', { name: 'Server by hand' });
    this.profile = page.getByRole('combobox', { name: 'Follow the steps of' });
    this.network = page.getByRole('combobox', { name: 'This PC is' });
  }

  get heading(): Locator {
    return this.#page.getByRole('heading', { name: 'Rungs', level: 1 });
  }

  get practice(): Locator {
    return this.#page.getByRole('region', { name: 'Practise on a simulated network' });
  }

  way(name: 'Without signing in' | 'With a password' | 'As the user signed in to this computer'): Locator {
    return this.#page.getByRole('radio', { name });
  }

  scenario(id: string): Locator {
    return this.practice.locator(`[data-scenario="${id}"]`);
  }

  /** Resolves when the page can be used: it knows what can be practised. */
  async isShown(): Promise<void> {
    await this.heading.waitFor();
    await this.scenario('healthy').waitFor();
  }
}
