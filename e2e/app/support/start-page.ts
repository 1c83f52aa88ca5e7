import type { Locator, Page } from 'playwright';

/** The page with the field, as a person sees it. */
export class StartPage {
  readonly address: Locator;
  readonly check: Locator;
  readonly moreOptions: Locator;
  readonly server: Locator;
  readonly profile: Locator;
  readonly network: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.address = page.getByRole('textbox', { name: 'Sign-in address' });
    this.check = page.getByRole('button', { name: 'Check sign-in' });
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

  scenario(id: string): Locator {
    return this.practice.locator(`[data-scenario="${id}"]`);
  }

  /** Resolves when the page can be used: it knows what can be practised. */
  async isShown(): Promise<void> {
    await this.heading.waitFor();
    await this.scenario('healthy').waitFor();
  }
}
