import { describe, expect, it } from 'vitest';
import { createBindings } from './bindings.ts';

describe('the endpoints of a registrar', () => {
  it('are registered until their time is over', () => {
    const bindings = createBindings();
    const endpoint = { address: 'bob@contoso.test', epid: '0123456789ab' };
    bindings.bind({ ...endpoint, contactUri: 'sip:192.0.2.1:5061', expiresAtMs: 600_000 }, 0);
    expect(bindings.registrations(599_999)).toEqual([endpoint]);
    expect(bindings.registrations(600_000)).toEqual([]);
    expect(bindings.contactsOf(endpoint.address, 600_000)).toEqual([]);
  });
});
