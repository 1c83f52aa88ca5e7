import { eventsOf, type LoggedEvent } from '../../../shared/events/catalogue.ts';
import { ATTEMPT_OUTCOMES, registersClause } from '../../../shared/projections/describe/authentication.ts';
import { METHOD_NAMES } from '../../../shared/projections/describe/sip.ts';
import { AuthMethod } from '../../../shared/run/ids.ts';
import type { Paint } from './style.ts';
import { wrapped } from './wrap.ts';

const NAME_WIDTH = Math.max(...AuthMethod.options.map((method) => METHOD_NAMES[method].length));

/** What came of the methods that were tried after the sign-in, for a person; no lines when none was. */
export function otherMethodLines(
  log: readonly LoggedEvent[],
  paint: Paint,
  width: number,
): readonly string[] {
  const ended = eventsOf(log, 'authentication.attempt.ended').filter(
    ({ data }) => data.purpose === 'comparison',
  );
  if (ended.length === 0) return [];
  const lines = ended.flatMap(({ data: { method, outcome, status, registers, expectedRegisters } }) => {
    const isSignedIn = outcome === 'signed-in';
    const sign = isSignedIn ? '✓' : '✗';
    const count = isSignedIn ? `, ${registersClause(method, registers, expectedRegisters)}` : '';
    const code = isSignedIn || status === null ? '' : ` (${String(status)})`;
    const head = `  ${sign} ${METHOD_NAMES[method].padEnd(NAME_WIDTH)}  `;
    const [first = '', ...rest] = wrapped(head, `${ATTEMPT_OUTCOMES[outcome]}${count}${code}`, width);
    return [first.replace(sign, paint(isSignedIn ? 'green' : 'red', sign)), ...rest];
  });
  return ['', 'Other methods, tried after the sign-in:', ...lines];
}
