import { createHmac } from 'node:crypto';

export type PrfHash = 'md5+sha1' | 'sha256' | 'sha384';

/** The pseudorandom function of TLS, written out (RFC 2246 5, RFC 5246 5): what the TLS library's exporter is measured against. */
export function prf(input: {
  readonly hash: PrfHash;
  readonly secret: Uint8Array;
  readonly label: string;
  readonly seed: Uint8Array;
  readonly length: number;
}): Buffer {
  const { hash, secret, length } = input;
  const seed = Buffer.concat([Buffer.from(input.label, 'latin1'), input.seed]);
  if (hash !== 'md5+sha1') return expand(hash, secret, seed, length);
  const half = Math.ceil(secret.length / 2);
  const md5 = expand('md5', secret.subarray(0, half), seed, length);
  const sha1 = expand('sha1', secret.subarray(secret.length - half), seed, length);
  return Buffer.from(md5.map((byte, index) => byte ^ (sha1[index] ?? 0)));
}

function expand(hash: string, secret: Uint8Array, seed: Uint8Array, length: number): Buffer {
  const hmac = (bytes: Uint8Array): Buffer => createHmac(hash, secret).update(bytes).digest();
  const parts: Buffer[] = [];
  let chain = hmac(seed);
  for (let size = 0; size < length; size += chain.length) {
    parts.push(hmac(Buffer.concat([chain, seed])));
    chain = hmac(chain);
  }
  return Buffer.concat(parts).subarray(0, length);
}
