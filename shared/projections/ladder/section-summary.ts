import { abridged } from '../../lib/listing.ts';
import type { ExchangeOutcome } from '../../run/document.ts';
import { WITHDRAWAL_LABEL, type LadderNote, type Rung } from '../ladder-model.ts';
import type { LadderSection } from '../ladder-section-model.ts';
import type { GroupKind } from './section-places.ts';
import type { Progress } from './section-progress.ts';

type Row = Rung | LadderNote;
type Summary = Pick<LadderSection, 'outcome' | 'messages' | 'atMs' | 'durationMs' | 'lanes' | 'isUsed'>;

/** As many answers as a line has room for. */
const MAX_CHAIN = 6;

/** What rows come to together. */
export function summarise(rows: readonly Row[], kind: GroupKind): Summary {
  const lanes = new Set<string>();
  let messages = 0;
  let atMs = Infinity;
  let endMs = 0;
  for (const row of rows) {
    atMs = Math.min(atMs, row.atMs);
    endMs = Math.max(endMs, row.atMs + (row.kind === 'rung' ? (row.durationMs ?? 0) : 0));
    if (row.kind === 'note') continue;
    messages += 1;
    lanes.add(row.toLane).add(row.fromLane);
  }
  lanes.delete('pc');
  const outcome = outcomeOf(rows, kind);
  return {
    outcome,
    messages,
    atMs: Number.isFinite(atMs) ? atMs : 0,
    durationMs: outcome === 'pending' ? null : Math.max(0, Math.round((endMs - atMs) * 100) / 100),
    lanes: [...lanes],
    isUsed: rows.some(({ isUsed }) => isUsed),
  };
}

/** In a sequence the last answer decides; of anything else something must have come. */
function outcomeOf(rows: readonly Row[], kind: GroupKind): ExchangeOutcome {
  if (rows.some(({ outcome }) => outcome === 'pending')) return 'pending';
  const telling = tellingOf(rows, kind);
  const has = (outcome: ExchangeOutcome): boolean => telling.some((row) => row.outcome === outcome);
  const rungs = telling.filter((row) => row.kind === 'rung');
  if (has('failed')) {
    const isLost =
      kind === 'sequence'
        ? rungs.at(-1)?.outcome === 'failed' ||
          telling.some((row) => row.kind === 'note' && row.outcome === 'failed')
        : !rungs.some(({ outcome }) => outcome === 'ok' || outcome === 'warning');
    return isLost ? 'failed' : 'warning';
  }
  if (has('warning')) return 'warning';
  if (rungs.length > 0 && rungs.every(({ outcome }) => outcome === 'cancelled')) return 'cancelled';
  return kind === 'sequence' && rungs.at(-1)?.outcome === 'cancelled' ? 'cancelled' : 'ok';
}

/** What was said in a group: the answers in their order, what is waited for, or how much of it all came. */
export function gistOf(key: string, rows: readonly Row[], kind: GroupKind, progress: Progress): string {
  const waiting = rows.find((row) => row.kind === 'rung' && row.outcome === 'pending');
  if (waiting?.kind === 'rung') return `${waiting.label} · waiting…`;
  const rungs = tellingOf(rows, kind).filter((row) => row.kind === 'rung');
  if (key.startsWith('asked:') && progress.settings.asked > 0) {
    return `${progress.settings.received} of ${progress.settings.asked} settings received`;
  }
  if (key === 'services' && progress.services.tried > 0) {
    return `${progress.services.reached} of ${progress.services.tried} addresses reached`;
  }
  if (key === 'leaving' && progress.isSignedOut) return 'signed out';
  if (kind === 'sequence') return chain(rungs, progress);
  const last = rungs.findLast(({ protocol, outcome }) => protocol === 'http' && outcome === 'ok');
  return last?.answerLabel ?? abridged(distinct(rungs, progress), 2);
}

function chain(rungs: readonly Rung[], progress: Progress): string {
  // One more than are shown, to tell that there are more.
  const answers = rungs.slice(-MAX_CHAIN - 1).map((rung) => answerOf(rung, progress));
  const [only] = rungs;
  // Alone it has room for all that it says.
  if (rungs.length === 1 && /^\d{3}$/.test(answers[0] ?? '')) return only?.answerLabel ?? '';
  const shown = answers.length > MAX_CHAIN ? ['…', ...answers.slice(-MAX_CHAIN)] : answers;
  return shown.join(' → ');
}

function distinct(rungs: readonly Rung[], progress: Progress): readonly string[] {
  return [...new Set(rungs.map((rung) => answerOf(rung, progress)))];
}

/** In brief, unless it is a failure; of a redirection also where it leads. */
function answerOf(rung: Rung, progress: Progress): string {
  const { protocol, answerLabel, outcome, label, evidence, toLane } = rung;
  if (answerLabel === null) return toLane === 'pc' ? 'received' : 'no answer';
  if (outcome === 'failed') return answerLabel;
  if (label.startsWith(WITHDRAWAL_LABEL)) return 'signed out';
  if (protocol !== 'sip' && protocol !== 'http') return protocol === 'kerberos' ? 'ticket' : answerLabel;
  const status = /^\d{3}\b/.exec(answerLabel)?.[0] ?? answerLabel;
  const redirect = evidence.find((seq) => progress.redirectTo.has(seq));
  const target = redirect === undefined ? undefined : progress.redirectTo.get(redirect);
  return target === undefined ? status : `${status} to ${shortName(target)}`;
}

/** pool02 for pool02.contoso.test; an address as it is. */
function shortName(host: string): string {
  return /^[\d.]+$|:/.test(host) ? host : (host.split('.')[0] ?? host);
}

/** The path taken speaks for all, where there is one; a name looked up on the way, not for a connection that failed. */
function tellingOf(rows: readonly Row[], kind: GroupKind): readonly Row[] {
  if (kind === 'bundle') return rows;
  const used = rows.filter(({ isUsed }) => isUsed);
  const isTelling =
    kind === 'choice' ? used.length > 0 : used.some((row) => row.kind === 'rung' && row.protocol !== 'dns');
  return isTelling ? used : rows;
}
