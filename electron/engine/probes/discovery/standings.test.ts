import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CANDIDATES, inPlannedOrder } from './candidates.ts';
import { judgeByAddress } from './network.ts';
import { endpointOf } from './record-candidates.ts';
import { mergeEndpoints, standingAt, usedIndex, type Place } from './standings.ts';

const usable = (host = 'sip.contoso.test'): Place => ({
  finding: { found: true, endpoints: [endpointOf(host, 443, 'host-sip')] },
});
const useless: Place = { finding: { found: true, endpoints: [] } };
const absent: Place = { finding: { found: false, endpoints: [] } };
const pending: Place = { finding: null };

describe('standings', () => {
  it('takes the first that is of use, and only when everything before it is known', () => {
    expect([absent, useless, usable(), usable()].map((_, at, all) => standingAt(all, at))).toEqual([
      'not-found',
      'unusable',
      'used',
      'fallback',
    ]);
    expect([pending, usable(), usable()].map((_, at, all) => standingAt(all, at))).toEqual([
      null,
      null,
      'fallback',
    ]);
  });

  it('decides as soon as it is certain', () => {
    expect(usedIndex([absent, usable(), pending])).toBe(1);
    expect(usedIndex([pending, usable()])).toBeUndefined();
    expect(usedIndex([absent, pending])).toBeUndefined();
    expect(usedIndex([absent, useless])).toBeNull();
  });

  it('never takes two, and never one behind another that is of use', () => {
    const place = fc.constantFrom(usable(), useless, absent, pending);
    fc.assert(
      fc.property(fc.array(place, { maxLength: 8 }), (places) => {
        const used = places.flatMap((_, index) => (standingAt(places, index) === 'used' ? [index] : []));
        expect(used.length).toBeLessThanOrEqual(1);
        const first = places.findIndex((each) => (each.finding?.endpoints.length ?? 0) > 0);
        for (const index of used) expect(index).toBe(first);
      }),
    );
  });

  it('lists an endpoint once, by the first that named it', () => {
    const upper: Place = {
      finding: { found: true, endpoints: [endpointOf('SIP.contoso.test', 443, 'srv-external')] },
    };

    expect(mergeEndpoints([upper, usable(), pending, usable('other.contoso.test')])).toEqual([
      endpointOf('SIP.contoso.test', 443, 'srv-external'),
      endpointOf('other.contoso.test', 443, 'host-sip'),
    ]);
  });
});

describe('the order of candidates', () => {
  const viasOf = (network: 'auto' | 'internal' | 'external') =>
    inPlannedOrder(CANDIDATES.sfb, network).map(({ via }) => via);

  it('is that of the client', () => {
    expect(viasOf('auto')).toEqual([
      'lyncdiscoverinternal',
      'lyncdiscover',
      'srv-internal',
      'srv-external',
      'host-sipinternal',
      'host-sip',
      'host-sipexternal',
    ]);
    expect(CANDIDATES.lync2010.map(({ via }) => via)).toEqual(viasOf('auto').slice(2));
  });

  it('puts the other side last when the network is given', () => {
    expect(viasOf('internal').slice(-2)).toEqual(['srv-external', 'host-sipexternal']);
    expect(viasOf('external')).toEqual([
      'lyncdiscover',
      'srv-external',
      'host-sip',
      'host-sipexternal',
      'lyncdiscoverinternal',
      'srv-internal',
      'host-sipinternal',
    ]);
  });
});

describe('judgeByAddress', () => {
  it.each([
    ['10.1.2.3', 'internal'],
    ['172.31.255.1', 'internal'],
    ['172.32.0.1', 'external'],
    ['192.168.0.9', 'internal'],
    ['fd00::1', 'internal'],
    ['fe80::1%eth0', 'internal'],
    ['2001:db8::1', 'external'],
    ['203.0.113.5', 'external'],
  ])('%s is %s', (address, network) => {
    expect(judgeByAddress('sip.contoso.test', [address]).network).toBe(network);
  });

  it('has nothing to say without an address', () => {
    expect(judgeByAddress('sip.contoso.test', [])).toEqual({ network: 'unknown', networkEvidence: null });
  });
});
