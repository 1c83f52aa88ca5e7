import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { LogBatch } from './contract.ts';
import { FEED_LIMITS, startFeed, type Feed, type FollowedLog } from './feed.ts';
import { createGrowingLog } from './testing/growing-log.ts';

interface Setting {
  readonly feed: Feed;
  readonly batches: LogBatch[];
  readonly failures: unknown[];
  /** Lets the time of one batch pass and everything settle. */
  readonly pass: () => Promise<void>;
}

function feedOf(log: FollowedLog, from = 0, send?: (batch: LogBatch) => void): Setting {
  const batches: LogBatch[] = [];
  const failures: unknown[] = [];
  const sleeping: (() => void)[] = [];
  const feed = startFeed(
    log,
    from,
    send ?? ((batch) => batches.push(batch)),
    () => new Promise((resolve) => sleeping.push(resolve)),
    new AbortController(),
    (error) => failures.push(error),
  );
  return {
    feed,
    batches,
    failures,
    async pass() {
      await setImmediate();
      for (const wake of sleeping.splice(0)) wake();
      await setImmediate();
    },
  };
}

const sizes = (batches: readonly LogBatch[]): number[] => batches.map(({ events }) => events.length);

describe('the log feed', () => {
  it('gathers what happens within the time of a batch into one', async () => {
    const log = createGrowingLog();
    const { batches, pass } = feedOf(log);

    log.grow(1);
    await setImmediate();
    log.grow(2);
    expect(batches).toEqual([]);
    await pass();

    expect(batches.map(({ events, isEnd }) => [events.map(({ seq }) => seq), isEnd])).toEqual([
      [[0, 1, 2], false],
    ]);
  });

  it('closes a batch at its number of events and goes on where it ended', async () => {
    const log = createGrowingLog();
    log.grow(FEED_LIMITS.batchEvents + 10);
    const { batches, pass } = feedOf(log);

    await pass();
    await pass();

    expect(sizes(batches)).toEqual([256, 10]);
    expect(batches[1]?.events[0]?.seq).toBe(256);
  });

  it('closes a batch at its size, but never keeps a single large event back', async () => {
    const log = createGrowingLog();
    log.grow(3, 100_000);
    log.grow(1, FEED_LIMITS.batchBytes * 2);
    const { batches, pass } = feedOf(log);

    await pass();
    await pass();
    await pass();

    expect(sizes(batches)).toEqual([2, 1, 1]);
  });

  it('sends a finished log in large batches once the first is taken in', async () => {
    const log = createGrowingLog();
    log.grow(FEED_LIMITS.batchEvents + FEED_LIMITS.wholeBatchEvents + 3);
    log.grow(2, FEED_LIMITS.wholeBatchBytes / 2);
    log.close();
    const { feed, batches, pass } = feedOf(log);

    await pass();
    expect(sizes(batches)).toEqual([256]);
    feed.acknowledge(1);
    await pass();
    expect(sizes(batches)).toEqual([256, 2_048, 4]);
    feed.acknowledge(2);
    await pass();

    // Both of the long ones are more than a batch holds.
    expect(sizes(batches)).toEqual([256, 2_048, 4, 1]);
    expect(batches.map(({ isEnd }) => isEnd)).toEqual([false, false, false, true]);
  });

  it('sends at most four batches that nobody acknowledged, and goes on with each acknowledgement', async () => {
    const log = createGrowingLog();
    const { feed, batches, pass } = feedOf(log);
    for (let round = 0; round < 8; round++) {
      log.grow(1);
      await pass();
    }
    expect(sizes(batches)).toEqual([1, 1, 1, 1]);

    feed.acknowledge(1);
    await pass();
    // The log was the buffer: all that waited comes at once.
    expect(sizes(batches)).toEqual([1, 1, 1, 1, 4]);

    log.grow(1);
    await pass();
    expect(batches).toHaveLength(5);
    feed.acknowledge(5);
    await pass();
    expect(sizes(batches)).toEqual([1, 1, 1, 1, 4, 1]);
  });

  it('does not believe an acknowledgement of batches that were never sent', async () => {
    const log = createGrowingLog();
    const { feed, batches, pass } = feedOf(log);
    log.grow(1);
    await pass();
    feed.acknowledge(1_000);

    for (let round = 0; round < 8; round++) {
      log.grow(1);
      await pass();
    }

    expect(batches).toHaveLength(1 + FEED_LIMITS.unacknowledged);
  });

  it('says once that the log is at its end, also when nothing is left to send', async () => {
    const log = createGrowingLog();
    const { batches, pass } = feedOf(log);
    log.grow(2);
    await pass();

    log.close();
    await pass();
    await pass();

    expect(batches.map(({ events, isEnd }) => [events.length, isEnd])).toEqual([
      [2, false],
      [0, true],
    ]);
  });

  it('reads a finished log from any position without waiting', async () => {
    const log = createGrowingLog();
    log.grow(5);
    log.close();
    const inside = feedOf(log, 3);
    const behind = feedOf(log, 9);

    await setImmediate();

    expect(inside.batches.map(({ events, isEnd }) => [events.map(({ seq }) => seq), isEnd])).toEqual([
      [[3, 4], true],
    ]);
    expect(behind.batches).toEqual([{ events: [], isEnd: true }]);
  });

  it('stops at once while it waits for events, for time or for an acknowledgement, and holds no reader', async () => {
    const [quiet, sleeping, full] = [createGrowingLog(), createGrowingLog(), createGrowingLog()];
    const waitingForEvents = feedOf(quiet);
    const waitingForTime = feedOf(sleeping);
    sleeping.grow(1);
    const waitingForAcknowledgement = feedOf(full);
    for (let round = 0; round < 6; round++) {
      full.grow(1);
      await waitingForAcknowledgement.pass();
    }
    expect(quiet.waiting).toBe(1);

    for (const { feed } of [waitingForEvents, waitingForTime, waitingForAcknowledgement]) feed.stop();
    for (const log of [quiet, sleeping, full]) log.grow(3);
    await waitingForTime.pass();
    await waitingForAcknowledgement.pass();

    expect(waitingForEvents.batches).toEqual([]);
    expect(waitingForTime.batches).toEqual([]);
    expect(waitingForAcknowledgement.batches).toHaveLength(4);
    expect([quiet.waiting, sleeping.waiting, full.waiting]).toEqual([0, 0, 0]);
  });

  it('tells when a batch could not be sent, and sends nothing more', async () => {
    const log = createGrowingLog();
    log.grow(300);
    const failure = new Error('the page is gone');
    let attempts = 0;
    const { failures, pass } = feedOf(log, 0, () => {
      attempts += 1;
      throw failure;
    });

    await pass();
    await pass();

    expect(failures).toEqual([failure]);
    expect(attempts).toBe(1);
  });
});
