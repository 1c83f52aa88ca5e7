import { date } from '../lib/date.ts';
import { visible } from '../lib/text.ts';
import type { RunOrigin } from '../run/origin.ts';
import { toolText } from './describe/tool.ts';

/** Where a run comes from, as a sentence; null: it happened here and now. */
export function originSentence(origin: RunOrigin): string | null {
  switch (origin.kind) {
    case 'live':
      return null;
    case 'history':
      return `Earlier check of this computer, kept on ${date(Date.parse(origin.keptAt))} — read only`;
    case 'log':
      return `From the log ${visible(origin.fileName, 255)} — what a log cannot show is marked unknown`;
    case 'bundle': {
      const { savedAt, savedBy, tool, redaction } = origin;
      const when = savedAt === null ? '' : ` on ${date(Date.parse(savedAt))}`;
      const who = savedBy === null ? '' : ` by ${visible(savedBy, 320)}`;
      const stripped = redaction === 'strict' ? ', with stand-ins for names and addresses' : '';
      return `Saved${when}${who} with ${toolText(tool)}${stripped} — read only`;
    }
  }
}
