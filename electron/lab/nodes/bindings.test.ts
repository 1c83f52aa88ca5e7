import { describe, expect, it } from 'vitest';
import { createBindings } from './bindings.ts';
import { createStandingEndpoints } from './standing-endpoints.ts';

const CONTACT = { contactUri: 'sip:192.0.2.1:5061', expiresAtMs: 600_000 };
const TELEPHONE = { address: 'alice@contoso.test', epid: '64167f2c11a0' };

describe('the endpoints of a registrar', () => {
  it('are registered until their time is over', () => {
    const bindings = createBindings(createStandingEndpoints());
    const endpoint = { address: 'dave@contoso.test', epid: '0123456789ab' };
    bindings.bind({ ...endpoint, ...CONTACT }, 0);

    expect(bindings.registrations(599_999)).toEqual([endpoint]);
    expect(bindings.find(endpoint.address, endpoint.epid, 599_999)).toMatchObject(CONTACT);
    expect(bindings.registrations(600_000)).toEqual([]);
    expect(bindings.find(endpoint.address, endpoint.epid, 600_000)).toBeNull();
    expect(bindings.contactsOf(endpoint.address, 600_000)).toEqual([]);
  });
});

describe('the standing endpoints', () => {
  it('are listed beside whoever asks, at every pool, and are no registrations', () => {
    const standing = createStandingEndpoints();
    const pools = [createBindings(standing), createBindings(standing)];

    expect(pools.map((pool) => pool.contactsOf('alice@contoso.test', 0).length)).toEqual([1, 1]);
    expect(pools.map((pool) => pool.registrations(0))).toEqual([[], []]);
    expect(standing.all().map(({ address, isPresent }) => [address, isPresent])).toEqual([
      ['alice@contoso.test', true],
      ['bob@contoso.test', true],
    ]);
  });

  it.each(['bind', 'release'] as const)('%s as one of them displaces it', (how) => {
    const standing = createStandingEndpoints();
    const bindings = createBindings(standing);

    if (how === 'bind') bindings.bind({ ...TELEPHONE, ...CONTACT }, 0);
    else bindings.release(TELEPHONE.address, TELEPHONE.epid);

    expect(standing.all()[0]).toEqual({ ...TELEPHONE, isPresent: false });
    expect(bindings.contactsOf(TELEPHONE.address, 0)).toHaveLength(how === 'bind' ? 1 : 0);
  });
});
