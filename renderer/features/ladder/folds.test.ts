import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { rejectedLog } from '../../../shared/projections/testing/authentication-logs.ts';
import { cancelledLog, expiredLog, healthyLog } from '../../../shared/projections/testing/sample-logs.ts';
import { runViewOf } from '../../store/run-view.ts';
import { foldedRows, openByDefault, standIn } from './folds.ts';

const DISCOVERY = 'section:discovery';
const CONNECTIVITY = 'section:connectivity';

/** What a person sees who has folded and unfolded nothing. */
function seen(log: readonly LoggedEvent[]): readonly string[] {
  const view = runViewOf(log);
  const open = openByDefault(view, view.sections);
  return foldedRows(view.sections, ({ id }) => open.has(id)).map((row) =>
    row.kind === 'section' ? `${row.isOpen ? '-' : '+'} ${row.section.title}` : row.kind,
  );
}

describe('what stands open by itself', () => {
  it('is nothing after a good run: one line a step', () => {
    expect(seen(healthyLog())).toEqual(['+ Find the server', '+ Reach the server', '+ Prove who you are']);
  });

  it('is the way to the root cause after a failure', () => {
    expect(seen(expiredLog())).toEqual([
      '+ Find the server',
      '- Reach the server',
      '- pool01.contoso.test',
      'rung',
      'rung',
      'rung',
    ]);
    expect(seen(rejectedLog()).slice(2)).toEqual([
      '- Prove who you are',
      'rung',
      '- NTLM at pool01.contoso.test',
      ...['note', 'rung', 'note', 'rung', 'note', 'note'],
    ]);
  });

  it('is the step under way, down to its groups', () => {
    const log = healthyLog();
    const found = log.findIndex(({ kind }) => kind === 'discovery.concluded');

    expect(seen(log.slice(0, found))).toEqual(['- Find the server', '+ Autodiscover', 'rung', 'rung']);
  });

  it('is the step in which somebody gave up', () => {
    expect(seen(cancelledLog())).toEqual(['+ Find the server', '- Reach the server', 'rung', 'gap', 'note']);
  });
});

describe('standIn', () => {
  const { sections, ladder } = runViewOf(healthyLog());
  const [row] = ladder.rungs;
  if (row === undefined) throw new Error('the log has no rung');

  it('is the row where it is drawn, else the innermost line over it', () => {
    const stands = (isOpen: (id: string) => boolean): string | null =>
      standIn(
        row.id,
        foldedRows(sections, ({ id }) => isOpen(id)),
        sections.parentOf,
      );

    expect(stands(() => true)).toBe(row.id);
    expect(stands((id) => id === DISCOVERY)).toBe(`${DISCOVERY}/autodiscover`);
    expect(stands((id) => id !== DISCOVERY)).toBe(DISCOVERY);
    expect(stands((id) => id === CONNECTIVITY)).toBe(DISCOVERY);
  });

  it('is nothing for what is not drawn at all', () => {
    expect(
      standIn(
        'no-such-row',
        foldedRows(sections, () => true),
        sections.parentOf,
      ),
    ).toBeNull();
    expect(standIn(null, [], sections.parentOf)).toBeNull();
  });
});
