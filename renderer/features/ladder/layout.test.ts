import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ladder, Lane, LaneKind } from '../../../shared/projections/ladder-model.ts';
import { ladder } from '../../../shared/projections/ladder.ts';
import { HOME_PEER, sentOn } from '../../../shared/projections/testing/home-logs.ts';
import { expiredLog, healthyLog } from '../../../shared/projections/testing/sample-logs.ts';
import {
  drawnRows,
  laneOfKind,
  layoutLanes,
  METRICS,
  rowHeight,
  shownRows,
  type DrawnRow,
} from './layout.ts';

const lane = (id: string, kind: LaneKind): Lane => ({ id, kind, title: id, subtitle: '' });
const LANES = [
  lane('pc', 'pc'),
  lane('dns', 'dns'),
  lane('web:one', 'web'),
  lane('web:two', 'web'),
  lane('sip:pool', 'sip'),
];
const EMPTY: Ladder = { lanes: [], rungs: [], notes: [], gaps: [], rows: [], ghosts: [], isFinished: false };

describe('layoutLanes', () => {
  it('shares the room between the lanes, with all web services on one', () => {
    const layout = layoutLanes(LANES, METRICS.gutter + METRICS.waterfall + 400);

    expect(layout.lanes.map(({ id, x }) => [id, x - METRICS.gutter])).toEqual([
      ['pc', 50],
      ['dns', 150],
      ['web', 250],
      ['sip:pool', 350],
    ]);
    expect(layout.lanes[2]?.subtitle).toBe('2 hosts');
    expect(layout.find('web:two')).toBe(layout.lanes[2]);
    expect(layout.find('sip:pool')).toBe(layout.lanes[3]);
    expect(layout.find('sip:other')).toBeNull();
  });

  it('draws all KDCs on one lane as well', () => {
    const kdcs = [
      lane('pc', 'pc'),
      lane('kdc:dc01', 'kdc'),
      lane('kdc:dc02', 'kdc'),
      lane('sip:pool', 'sip'),
    ];
    const layout = layoutLanes(kdcs, 800);

    expect(layout.lanes.map(({ title, subtitle }) => [title, subtitle])).toEqual([
      ['pc', ''],
      ['KDC', '2 hosts'],
      ['sip:pool', ''],
    ]);
    expect(layout.find('kdc:dc02')).toBe(layout.lanes[1]);
  });

  it('names the web service while there is one', () => {
    const { lanes } = layoutLanes(LANES.slice(0, 3), 600);

    expect(lanes[2]?.subtitle).toBe('web:one');
  });

  it('becomes wider than its room before a lane becomes too narrow', () => {
    const { lanes, width } = layoutLanes(LANES, 100);

    expect(lanes.map(({ x }, index) => x - (lanes[index - 1]?.x ?? METRICS.gutter))).toEqual([
      METRICS.laneMin / 2,
      METRICS.laneMin,
      METRICS.laneMin,
      METRICS.laneMin,
    ]);
    expect(width).toBeGreaterThan(100);
  });

  it('keeps lanes in order and inside, whatever they are', () => {
    const anyLane = fc.record({
      kind: fc.constantFrom<LaneKind>('pc', 'dns', 'kdc', 'proxy', 'web', 'sip'),
      id: fc.string({ minLength: 1 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyLane, { selector: ({ id }) => id }), fc.nat(5_000), (some, width) => {
        const { lanes, lanesEnd, find } = layoutLanes(
          some.map(({ id, kind }) => lane(`${kind}:${id}`, kind)),
          width,
        );
        const places = [METRICS.gutter, ...lanes.map(({ x }) => x), lanesEnd];

        expect(places.every((x, index) => index === 0 || x >= (places[index - 1] ?? 0))).toBe(true);
        expect(some.every(({ id, kind }) => find(`${kind}:${id}`) !== null)).toBe(true);
      }),
    );
  });
});

function drawnOf(whole: Ladder, onlyUsed = false): readonly DrawnRow[] {
  return drawnRows(whole, shownRows(whole, onlyUsed));
}

describe('drawnRows', () => {
  it('puts what is still expected below what happened, under a heading', () => {
    const drawn = drawnOf(ladder(expiredLog()));
    const kinds = drawn.map(({ kind }) => kind);
    const heading = kinds.indexOf('heading');

    expect(headingOf(drawn)).toMatch(/^What a complete sign-in would do/);
    expect(new Set(kinds.slice(0, heading))).not.toContain('ghost');
    expect(new Set(kinds.slice(heading + 1))).toEqual(new Set(['ghost']));
  });

  it('speaks of the future while the run goes on', () => {
    const live = ladder(expiredLog().slice(0, 10));

    expect(headingOf(drawnOf(live))).toMatch(/^Expected next/);
  });

  it('leaves only the path taken when asked', () => {
    const whole = ladder(healthyLog());
    const happened = drawnOf(whole, true).filter(({ kind }) => kind !== 'ghost' && kind !== 'heading');

    expect(happened.length).toBeGreaterThan(0);
    expect(happened).toEqual(whole.rows.filter((row) => row.kind !== 'gap' && row.isUsed));
  });

  it('has no heading when nothing is expected any more', () => {
    expect(drawnOf(EMPTY)).toEqual([]);
  });

  it('gives every row a height', () => {
    expect(drawnOf(ladder(expiredLog())).every((row) => rowHeight(row) > 0)).toBe(true);
    expect(rowHeight(undefined)).toBe(0);
  });
});

function headingOf(rows: readonly DrawnRow[]): string | undefined {
  return rows.find((row) => row.kind === 'heading')?.text;
}

describe('laneOfKind', () => {
  it('draws what is expected at the party that the sign-in has chosen', () => {
    const whole = ladder(healthyLog());
    const layout = layoutLanes(whole.lanes, 1_000);
    const used = whole.rungs.findLast((rung) => rung.isUsed && rung.toLane.startsWith('sip:'));

    expect(laneOfKind(layout, 'sip', whole)).toBe(layout.find(used?.toLane ?? '')?.x);
  });

  it('draws it at the server to which the sign-in was sent on, though it was not reached', () => {
    const log = sentOn().inStep('redirection', (builder) => void builder.tcp(HOME_PEER, '192.0.2.40'));
    const whole = ladder(log.log);
    const layout = layoutLanes(whole.lanes, 1_000);
    const home = whole.rungs.find(({ step }) => step === 'redirection');

    expect(home?.isUsed).toBe(false);
    expect(laneOfKind(layout, 'sip', whole)).toBe(layout.find(home?.toLane ?? '')?.x);
  });

  it('draws it where its party will be, while there is none yet', () => {
    const layout = layoutLanes([lane('pc', 'pc'), lane('dns', 'dns')], 600);

    expect(laneOfKind(layout, 'sip', EMPTY)).toBe(layout.lanesEnd - METRICS.laneMin / 2);
    expect(laneOfKind(layout, 'dns', EMPTY)).toBe(layout.lanes[1]?.x);
  });
});
