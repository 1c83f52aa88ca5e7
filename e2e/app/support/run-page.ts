import type { Locator, Page } from 'playwright';
import type { StepId } from '../../../shared/run/ids.ts';

/** The page of a run, as a person sees it. */
export class RunPage {
  readonly verdict: Locator;
  readonly cancel: Locator;
  readonly again: Locator;
  readonly newCheck: Locator;
  readonly steps: Locator;
  readonly ladder: Locator;
  readonly details: Locator;
  readonly follow: Locator;
  readonly foldAll: Locator;
  readonly unfoldAll: Locator;
  readonly openSettings: Locator;
  readonly settings: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.verdict = page.getByRole('region', { name: 'Verdict' });
    this.cancel = page.getByRole('button', { name: 'Cancel' });
    this.again = page.getByRole('button', { name: 'Run again' });
    this.newCheck = page.getByRole('button', { name: 'New check' });
    this.steps = page.getByRole('region', { name: 'Steps of the sign-in' }).locator('[data-step]');
    this.ladder = page.getByRole('treegrid', { name: 'Requests and answers, in order of time' });
    this.details = page.getByRole('region', { name: 'Details', exact: true });
    this.follow = page.getByRole('button', { name: 'Follow' });
    this.foldAll = page.getByRole('button', { name: 'Fold all', exact: true });
    this.unfoldAll = page.getByRole('button', { name: 'Unfold all' });
    this.openSettings = page.getByRole('button', { name: 'Open settings' });
    this.settings = page.getByRole('region', { name: 'Settings', exact: true });
  }

  /** An answer's message in the inspector; its title tells how long it took. */
  get answer(): Locator {
    return this.details.getByRole('group', { name: /^Answer after/ });
  }

  /** Resolves when the run has come out one way or another. */
  async isFinished(): Promise<void> {
    await this.#page.locator('[data-verdict]:not([data-verdict="running"])').waitFor();
  }

  /** Resolves when the run goes on and has drawn something that still waits for its answer. */
  async isWaiting(): Promise<void> {
    await this.#page.locator('[data-verdict="running"]').waitFor();
    await this.ladder.getByText('waiting…').first().waitFor();
  }

  step(id: StepId): Locator {
    return this.#page.locator(`[data-step="${id}"]`);
  }

  finding(id: string): Locator {
    return this.#page.locator(`[data-finding="${id}"]`);
  }

  /** A part of the inspector by its title. */
  section(title: string): Locator {
    return this.details.getByRole('group', { name: title, exact: true }).first();
  }

  get selectedRow(): Locator {
    return this.ladder.getByRole('row', { selected: true });
  }

  /** The text of every row, also of those that are folded away. */
  async rowTexts(): Promise<string[]> {
    await this.unfoldAll.click();
    return this.shownTexts();
  }

  /** The text of every row as it is folded: only those in sight are in the document, so it scrolls through. */
  async shownTexts(): Promise<string[]> {
    return this.ladder.evaluate(async (scroller) => {
      const nextFrame = (): Promise<unknown> =>
        new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      const texts = new Map<number, string>();
      for (let top = 0; ; top += scroller.clientHeight / 2) {
        scroller.scrollTop = top;
        await nextFrame();
        for (const row of scroller.querySelectorAll('[role=row]')) {
          const cells = [...row.querySelectorAll('[role=gridcell]')].map((cell) => cell.textContent);
          if (cells.length > 0) texts.set(Number(row.getAttribute('aria-rowindex')), cells.join(' | '));
        }
        if (top >= scroller.scrollHeight) break;
      }
      return [...texts].sort(([one], [other]) => one - other).map(([, text]) => text);
    });
  }

  /** Unfolds everything, scrolls the ladder until a row with this text is in sight, and clicks it. */
  async choose(text: RegExp): Promise<void> {
    await this.unfoldAll.click();
    const isFound = await this.ladder.evaluate(async (scroller, source) => {
      const wanted = new RegExp(source);
      for (let top = 0; top <= scroller.scrollHeight; top += scroller.clientHeight / 2) {
        scroller.scrollTop = top;
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const row = [...scroller.querySelectorAll('[role=row]')].find((one) => wanted.test(one.textContent));
        if (row === undefined) continue;
        row.scrollIntoView({ block: 'center' });
        return true;
      }
      return false;
    }, text.source);
    if (!isFound) throw new Error(`the ladder has no row with ${String(text)}`);
    await this.ladder.getByRole('row').filter({ hasText: text }).first().click();
  }
}
