import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ntlmIn, spnegoCompleted, spnegoContinuing } from './web-ticket-spnego.ts';

const NTLM = Buffer.from('NTLMSSP\0and the rest of it');

/** From the system's GSSAPI with gss-ntlmssp: NegTokenInit with NTLM as its only mechanism. */
const NEG_TOKEN_INIT =
  'YEgGBisGAQUFAqA+MDygDjAMBgorBgEEAYI3AgIKoioEKE5UTE1TU1AAAQAAABeCCOIAAAAAAAAAAAAAAAAAAAAABgIAAAAAAA8=';

test('finds NTLM bare and in SPNEGO, to the last byte', () => {
  expect(ntlmIn(NTLM)).toEqual({ message: NTLM, isWrapped: false });

  const wrapped = ntlmIn(Buffer.from(NEG_TOKEN_INIT, 'base64'));
  expect(wrapped?.isWrapped).toBe(true);
  expect(wrapped?.message).toHaveLength(40);

  const long = Buffer.concat([NTLM, Buffer.alloc(1_000, 7)]);
  for (const message of [NTLM, long]) {
    expect(Buffer.from(ntlmIn(spnegoContinuing(message))!.message)).toEqual(message);
  }
});

test('finds none where there is none', () => {
  expect(ntlmIn(new Uint8Array(0))).toBeNull();
  expect(ntlmIn(spnegoCompleted())).toBeNull();
  expect(ntlmIn(spnegoContinuing(Buffer.from('YIIBhg', 'base64')))).toBeNull();
  expect(ntlmIn(spnegoContinuing(NTLM).subarray(0, -1))).toBeNull();
});

test('gives up on what is nested too deep, and never throws', () => {
  const nested = Array.from({ length: 20 }).reduce<Buffer>(
    (inner) => Buffer.concat([Buffer.from([0x30, inner.length]), inner]),
    Buffer.concat([Buffer.from([0x04, NTLM.length]), NTLM]),
  );
  expect(ntlmIn(nested)).toBeNull();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void ntlmIn(bytes)));
});
