import type { Page } from 'playwright';

/** Resolves when nothing on the page fades, folds out or folds in any more; a spinner, which never ends, does not count. */
export async function isStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // A change of style begins its transition with the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const finite = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(finite.map(({ finished }) => finished));
  });
}
