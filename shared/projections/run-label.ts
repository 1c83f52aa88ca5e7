import type { LoggedEvent } from '../events/catalogue.ts';
import { dateTime } from '../lib/date.ts';
import { visible } from '../lib/text.ts';
import type { RunOrigin } from '../run/origin.ts';

/** Names a run beside another one: "alice@contoso.com, 3 May 2027, 14:05:09 UTC (from lync.uccapilog)". */
export function runLabel(log: readonly LoggedEvent[], origin: RunOrigin): string {
  const [start] = log;
  const what =
    start?.kind === 'run.started'
      ? `${visible(start.data.plan.address, 320)}, ${dateTime(start.wall)}`
      : 'a check without a beginning';
  switch (origin.kind) {
    case 'live':
      return what;
    case 'history':
      return `${what} (earlier check)`;
    case 'bundle':
    case 'log':
      return `${what} (from ${visible(origin.fileName, 255)})`;
  }
}
