import { expect, it } from 'vitest';
import { loadKoffi, requireKoffi } from './koffi.ts';

it('says in one line why there is no bridge', () => {
  const absent = requireKoffi(() => {
    throw new Error("Cannot find module 'koffi'\nRequire stack:\n- somewhere");
  });

  expect(absent).toEqual({
    ok: false,
    reason: "The bridge to the system's libraries does not load here: Cannot find module 'koffi'",
  });
});

it('is there on the systems that we build for, and loads once', () => {
  const found = loadKoffi();

  expect(found.ok).toBe(true);
  expect(loadKoffi()).toBe(found);
});
