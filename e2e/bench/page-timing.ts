import type { Page } from 'playwright';

/** What the page has shown, in epoch ms; 0: not yet. */
interface Shown {
  firstAt: number;
  lastAt: number;
  /** Why nothing is shown; '' where something is. */
  refusal: string;
  /** How long the page was busy without a chance to draw or to answer, each time above 50 ms. */
  readonly busyMs: number[];
}

/** How long frames took while something scrolled, in ms, the shortest first. */
export type Frames = readonly number[];

const SCROLL_MS = 5_000;
const WHEEL_PX = 240;
/** A log of this length is to be read within minutes, also where the machine is busy. */
const READING_MS = 600_000;

/** tsx wraps every inner function in this helper, which neither a page nor the main process has. */
export const NAME_HELPER = 'globalThis.__name = (inner) => inner';

declare global {
  interface Window {
    shown?: Shown;
  }
}

/** Notes from now on when the first rows are painted, and when a text is. */
export async function beginReading(page: Page, lastText: string): Promise<void> {
  await page.evaluate(NAME_HELPER);
  await page.evaluate((text) => {
    const busyMs: number[] = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) busyMs.push(duration);
    }).observe({ entryTypes: ['longtask'] });
    const shown: Shown = (window.shown = { firstAt: 0, lastAt: 0, refusal: '', busyMs });
    /** After the frame that shows it. */
    const note = (what: 'firstAt' | 'lastAt'): void => {
      shown[what] = -1;
      requestAnimationFrame(() => setTimeout(() => (shown[what] = Date.now())));
    };
    const look = (): void => {
      const grid = document.querySelector('[role=treegrid]');
      shown.refusal = document.querySelector('[role=alert]')?.textContent ?? '';
      if (shown.firstAt === 0 && grid?.querySelector('[aria-level]')) note('firstAt');
      if (shown.lastAt === 0 && grid?.textContent.includes(text) === true) note('lastAt');
      else requestAnimationFrame(look);
    };
    look();
  }, lastText);
}

/** Waits until both were there. Fails when the page says why they will not be. */
export async function endReading(page: Page): Promise<Shown> {
  const isOver = () => (window.shown?.lastAt ?? 0) > 0 || window.shown?.refusal !== '';
  // Seldom, so that the asking is not what is measured.
  await page.waitForFunction(isOver, null, { timeout: READING_MS, polling: 500 });
  const shown = await page.evaluate(() => window.shown);
  if (shown === undefined || shown.refusal !== '') throw new Error(`the page says: ${shown?.refusal ?? ''}`);
  return shown;
}

/** From the click on a button or switch to the frame that shows what it does, in ms. */
export async function timeClick(page: Page, role: 'button' | 'switch', name: string): Promise<number> {
  const control = await page.getByRole(role, { name, exact: true }).elementHandle();
  return page.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        const from = performance.now();
        if (element instanceof HTMLElement) element.click();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - from)));
      }),
    control,
  );
}

/** From a key in the call flow to the frame in which another row is the chosen one, in ms. */
export async function timeKey(page: Page, key: string): Promise<number> {
  const took = await page.evaluate(
    (pressed) =>
      new Promise<number | null>((resolve) => {
        const grid = document.querySelector('[role=treegrid]');
        const chosen = (): string | null => grid?.getAttribute('aria-activedescendant') ?? null;
        const [from, before] = [performance.now(), chosen()];
        const look = (): void => {
          const ms = performance.now() - from;
          if (chosen() !== null && chosen() !== before) setTimeout(() => resolve(performance.now() - from));
          else if (ms > 2_000) resolve(null);
          else requestAnimationFrame(look);
        };
        grid?.dispatchEvent(new KeyboardEvent('keydown', { key: pressed, bubbles: true, cancelable: true }));
        requestAnimationFrame(look);
      }),
    key,
  );
  if (took === null) throw new Error(`${key} chooses no other row`);
  return took;
}

/** wheel: as fast as a wheel turns. whole: from top to bottom, so that every frame shows other rows. */
export async function scrollFrames(page: Page, how: 'wheel' | 'whole'): Promise<Frames> {
  const frames = page.evaluate(
    ({ isWhole, durationMs }) =>
      new Promise<number[]>((resolve) => {
        const grid = document.querySelector('[role=treegrid]');
        const taken: number[] = [];
        const from = performance.now();
        const height = (grid?.scrollHeight ?? 0) - (grid?.clientHeight ?? 0);
        grid?.scrollTo({ top: 0 });
        let before: number | null = null;
        const step = (now: number): void => {
          if (before !== null) taken.push(now - before);
          before = now;
          const part = (performance.now() - from) / durationMs;
          if (part >= 1) {
            resolve(taken);
            return;
          }
          if (isWhole) grid?.scrollTo({ top: height * part });
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    { isWhole: how === 'whole', durationMs: SCROLL_MS },
  );
  if (how === 'wheel') await turnWheel(page);
  return (await frames).toSorted((a, b) => a - b);
}

async function turnWheel(page: Page): Promise<void> {
  const box = await page.getByRole('treegrid').boundingBox();
  if (box === null) throw new Error('there is no call flow to scroll');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  const until = performance.now() + SCROLL_MS;
  while (performance.now() < until) await page.mouse.wheel(0, WHEEL_PX);
}

/** The frame time that so many of a hundred frames stay below. */
export function percentile(frames: Frames, percent: number): number {
  return frames[Math.min(frames.length - 1, Math.floor((frames.length * percent) / 100))] ?? NaN;
}
