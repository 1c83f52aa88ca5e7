/** What is to happen later on one connection. */
export interface Timers {
  /** With 0 it happens at once. */
  after(ms: number, action: () => void): void;
  /** Forgets what has not happened yet. */
  cancel(): void;
}

export function createTimers(): Timers {
  const pending = new Set<NodeJS.Timeout>();
  return {
    after(ms, action) {
      if (ms <= 0) {
        action();
        return;
      }
      const timer = setTimeout(() => {
        pending.delete(timer);
        action();
      }, ms);
      pending.add(timer);
    },
    cancel() {
      for (const timer of pending) clearTimeout(timer);
      pending.clear();
    },
  };
}
