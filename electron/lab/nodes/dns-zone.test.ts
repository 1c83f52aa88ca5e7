import { expect, test } from 'vitest';
import { lookUp, resolvableNames, zoneOf, type Zone } from './dns-zone.ts';

const A = { type: 'A', name: 'web.contoso.test', address: '127.0.0.1' } as const;
const ALIAS = { type: 'CNAME', name: 'Lyncdiscover.contoso.test', target: 'web.contoso.test' } as const;
const OUTWARDS = { type: 'CNAME', name: 'out.contoso.test', target: 'host.example.org' } as const;
const CIRCLE = { type: 'CNAME', name: 'round.contoso.test', target: 'round.contoso.test' } as const;
const SRV = {
  type: 'SRV',
  name: '_sip._tls.contoso.test',
  priority: 0,
  weight: 0,
  port: 443,
  target: 'gone.contoso.test',
} as const;
const zone: Zone = { origin: 'contoso.test', records: [A, ALIAS, OUTWARDS, CIRCLE, SRV] };

test.each([
  ['web.contoso.test', 'A', 'answer', [A]],
  ['WEB.contoso.TEST', 'A', 'answer', [A]],
  ['web.contoso.test', 'AAAA', 'no-data', []],
  ['lyncdiscover.contoso.test', 'A', 'answer', [ALIAS, A]],
  ['lyncdiscover.contoso.test', 'AAAA', 'no-data', [ALIAS]],
  ['lyncdiscover.contoso.test', 'CNAME', 'answer', [ALIAS]],
  ['out.contoso.test', 'A', 'answer', [OUTWARDS]],
  ['_sip._tls.contoso.test', 'SRV', 'answer', [SRV]],
  ['_tls.contoso.test', 'SRV', 'no-data', []],
  ['contoso.test', 'A', 'no-data', []],
  ['gone.contoso.test', 'A', 'name-error', []],
  ['notcontoso.test', 'A', 'refused', []],
  ['example.org', 'A', 'refused', []],
] as const)('%s %s gives %s', (name, type, outcome, records) => {
  expect(lookUp(zone, name, type)).toEqual({ outcome, records });
});

test('a circle of CNAMEs ends', () => {
  expect(lookUp(zone, 'round.contoso.test', 'A').records).toHaveLength(8);
});

test('only names that lead to an address are resolvable', () => {
  expect([...resolvableNames(zone)]).toEqual(['web.contoso.test', 'lyncdiscover.contoso.test']);
});

test('a name belongs to the zone that it ends in, whatever its case', () => {
  const zones = [zone, { origin: 'fabrikam.test', records: [] }];

  const found = ['SIP.Fabrikam.test', 'contoso.test', 'notcontoso.test'].map((name) => zoneOf(name, zones));

  expect(found.map((one) => one?.origin ?? null)).toEqual(['fabrikam.test', 'contoso.test', null]);
});
