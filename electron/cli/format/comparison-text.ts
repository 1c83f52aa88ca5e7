import { counted } from '../../../shared/lib/listing.ts';
import { emptyWords, isDifference, SECTION_TITLES } from '../../../shared/projections/comparison/words.ts';
import type {
  AlignedLadder,
  AlignedRow,
  Comparison,
  ComparisonRow,
  RunLabels,
} from '../../../shared/projections/comparison-model.ts';
import { roundedMs } from '../../../shared/projections/rounded-ms.ts';
import type { Rung } from '../../../shared/projections/ladder-model.ts';
import { ComparisonSection, type DiffDocument, type Relation } from '../../../shared/run/diff-document.ts';
import type { Paint } from './style.ts';
import { wrapped } from './wrap.ts';

const WIDEST = 100;
const NARROWEST = 40;
/** Beyond these a line counts the rest: --json has them all. */
const MOST_ROWS = 200;

const SIGNS: Readonly<Record<Relation, string>> = {
  same: '=',
  different: '≠',
  'only-a': '≠',
  'only-b': '≠',
  incomparable: '?',
};

export interface ComparisonTextOptions {
  /** Also what is the same, and what cannot be compared. */
  readonly all: boolean;
}

/** Two runs side by side, for a person: what differs by section, then the call flow. */
export function formatComparison(
  { summary, outcomeDiffers, rows }: Comparison,
  aligned: AlignedLadder,
  labels: RunLabels,
  paint: Paint,
  columns: number,
  { all }: ComparisonTextOptions,
): string {
  const width = Math.max(NARROWEST, Math.min(WIDEST, columns));
  const isShown = ({ relation }: { readonly relation: Relation }): boolean => all || isDifference(relation);
  const sections = ComparisonSection.options.flatMap((section) =>
    block(
      SECTION_TITLES[section],
      rows.filter((row) => row.section === section && isShown(row)),
      (row) => rowLines(row, paint, width),
      paint,
    ),
  );
  const flow = block('Call flow', aligned.rows.filter(isShown), (row) => rungLines(row, paint, width), paint);
  const hidden = [...rows, ...aligned.rows].filter((row) => !isShown(row));
  const lines = [
    ...wrapped('', summary, width).map((line) => paint(outcomeDiffers ? 'red' : 'green', line)),
    '',
    ...wrapped('  A  ', labels.a, width),
    ...wrapped('  B  ', labels.b, width),
    ...sections,
    ...flow,
    ...leftOutLines(aligned, width),
    ...(hidden.length === 0
      ? []
      : ['', ...wrapped('', hiddenWords(hidden), width).map((line) => paint('dim', line))]),
  ];
  return `${lines.join('\n')}\n`;
}

/** The document of `rungs diff --json`. */
export function comparisonJson(
  { summary, outcomeDiffers, rows }: Comparison,
  aligned: AlignedLadder,
  labels: RunLabels,
): DiffDocument {
  return {
    format: 'rungs/diff',
    version: 1,
    a: { label: labels.a },
    b: { label: labels.b },
    outcomeDiffers,
    summary,
    rows: [...rows],
    ladder: {
      rows: aligned.rows.map(({ a, b, relation }) => ({ a: rungJson(a), b: rungJson(b), relation })),
      leftOut: { ...aligned.leftOut },
    },
  };
}

function rungJson(rung: Rung | null): DiffDocument['ladder']['rows'][number]['a'] {
  if (rung === null) return null;
  const { id, step, protocol, fromLane, toLane, label, answerLabel, durationMs, outcome } = rung;
  return {
    id,
    step,
    protocol,
    from: partyName(fromLane),
    to: partyName(toLane),
    label,
    answer: answerLabel,
    durationMs: durationMs === null ? null : roundedMs(durationMs),
    outcome,
  };
}

/** sip:pool01.contoso.com is named as in the document of a run. */
function partyName(lane: string): string {
  if (lane === 'pc') return 'This PC';
  return lane === 'dns' ? 'DNS' : lane.slice(lane.indexOf(':') + 1);
}

function block<Row>(
  title: string,
  rows: readonly Row[],
  linesOf: (row: Row) => readonly string[],
  paint: Paint,
): readonly string[] {
  if (rows.length === 0) return [];
  const more = rows.length - MOST_ROWS;
  return [
    '',
    paint('bold', title),
    ...rows.slice(0, MOST_ROWS).flatMap(linesOf),
    ...(more <= 0 ? [] : [`    and ${more} more`]),
  ];
}

function rowLines({ label, a, b, relation }: ComparisonRow, paint: Paint, width: number): readonly string[] {
  const head = `  ${SIGNS[relation]} `;
  if (relation === 'same') return signed(wrapped(head, `${label}: ${a ?? ''}`, width), relation, paint);
  const none = emptyWords(relation);
  return [
    ...signed(wrapped(head, label, width), relation, paint),
    ...wrapped('      A  ', a ?? none, width),
    ...wrapped('      B  ', b ?? none, width),
  ];
}

function rungLines({ a, b, relation }: AlignedRow, paint: Paint, width: number): readonly string[] {
  const head = `  ${SIGNS[relation]} `;
  if (a !== null && b !== null && relation === 'same')
    return signed(wrapped(head, a.sentence, width), relation, paint);
  const both = [a === null ? [] : [['A', a] as const], b === null ? [] : [['B', b] as const]].flat();
  return both.flatMap(([name, rung], index) => {
    const only = both.length === 1 ? `, only in ${name}` : '';
    const start = index === 0 ? head : '    ';
    return signed(
      wrapped(`${start}${name}  `, `${rung.sentence}${only}`, width),
      index === 0 ? relation : null,
      paint,
    );
  });
}

function signed(lines: readonly string[], relation: Relation | null, paint: Paint): readonly string[] {
  if (relation === null) return lines;
  const [first = '', ...rest] = lines;
  const sign = SIGNS[relation];
  return [first.replace(sign, paint(isDifference(relation) ? 'yellow' : 'dim', sign)), ...rest];
}

function leftOutLines({ leftOut: { a, b } }: AlignedLadder, width: number): readonly string[] {
  if (a + b === 0) return [];
  const text = `The call flow is longer: ${a} more exchanges in A and ${b} in B are not compared.`;
  return wrapped('    ', text, width);
}

function hiddenWords(hidden: readonly { readonly relation: Relation }[]): string {
  const same = hidden.filter(({ relation }) => relation === 'same').length;
  const other = hidden.length - same;
  const words = [
    same === 0 ? null : `${counted(same, 'thing')} ${same === 1 ? 'is' : 'are'} the same`,
    other === 0 ? null : `${counted(other, 'thing')} cannot be compared`,
  ];
  return `Not shown: ${words.filter((one) => one !== null).join(', ')}. Option --all shows them.`;
}
