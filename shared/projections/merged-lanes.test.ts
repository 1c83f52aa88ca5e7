import { expect, test } from 'vitest';
import { ladder } from './ladder.ts';
import type { Lane, LaneKind } from './ladder-model.ts';
import { lastLanes, mergedLanes } from './merged-lanes.ts';
import { HOME, sentOn, wholeLog } from './testing/home-logs.ts';
import { expiredLog } from './testing/sample-logs.ts';

const lane = (kind: LaneKind, host: string): Lane => ({
  id: `${kind}:${host}`,
  kind,
  title: host,
  subtitle: '192.0.2.1',
});

test('web services share a lane, KDCs another one, and one alone is named', () => {
  const { lanes, idOf } = mergedLanes([
    lane('web', 'a.test'),
    lane('sip', 'pool.test'),
    lane('kdc', 'dc.test'),
    lane('web', 'b.test'),
  ]);

  expect(lanes).toEqual([
    { id: 'web', kind: 'web', title: 'Web', subtitle: '2 hosts' },
    lane('sip', 'pool.test'),
    { id: 'kdc', kind: 'kdc', title: 'KDC', subtitle: 'dc.test' },
  ]);
  expect([...idOf]).toEqual([
    ['web:a.test', 'web'],
    ['sip:pool.test', 'sip:pool.test'],
    ['kdc:dc.test', 'kdc'],
    ['web:b.test', 'web'],
  ]);
});

test('what there is no room for shares the last', () => {
  const many = ['a', 'b', 'c', 'd'].map((host) => lane('sip', host));
  const { lanes, idOf } = mergedLanes(many, 3);

  expect(lanes.map(({ id, subtitle }) => [id, subtitle])).toEqual([
    ['sip:a', '192.0.2.1'],
    ['sip:b', '192.0.2.1'],
    ['others', '2 hosts'],
  ]);
  expect(idOf.get('sip:d')).toBe('others');
});

test('the lane used last is that of the home server, reached or not', () => {
  expect(lastLanes(ladder(wholeLog())).get('sip')).toBe(`sip:${HOME.host}`);
  expect(lastLanes(ladder(sentOn().log)).get('sip')).not.toBeUndefined();
  expect(lastLanes(ladder(expiredLog())).get('kdc')).toBeUndefined();
});
