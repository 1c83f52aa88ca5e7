import fc from 'fast-check';
import { expect, it } from 'vitest';
import { finishMessage } from './message-text.ts';

const HEAD = 'MESSAGE sip:a@b.c SIP/2.0\nCall-ID: 1';
const wire = (text: string): number => new TextEncoder().encode(text.replaceAll('\n', '\r\n')).length;

it('takes off what the log adds to a body, whatever it is written in', () => {
  const body = fc
    .string({ unit: fc.constantFrom('a', 'é', '€', '😀', '\n'), maxLength: 30 })
    .map((text) => `x${text}`);
  fc.assert(
    fc.property(body, fc.constantFrom('', '\n', '\n\n'), (text, added) => {
      const message = finishMessage(`${HEAD}\nContent-Length: ${wire(text)}\n\n${text}${added}`);

      expect(message).toEqual({
        text: `${HEAD}\nContent-Length: ${wire(text)}\n\n${text}`,
        isComplete: true,
      });
    }),
  );
});

it.each(['a', 'é', 'line\n'])('says when a body breaks off: %j', (text) => {
  const broken = `${HEAD}\nContent-Length: ${wire(text) + 1}\n\n${text}`;
  expect(finishMessage(broken)).toEqual({ text: broken, isComplete: false });
});

it('takes one line end off where no length is announced', () => {
  expect(finishMessage(`${HEAD}\n\nbody\n\n`)?.text).toBe(`${HEAD}\n\nbody\n`);
  expect(finishMessage(`\n\n${HEAD}\n`)).toEqual({ text: `${HEAD}\n\n`, isComplete: false });
});
