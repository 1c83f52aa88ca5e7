import { visible } from './text.ts';

/** The TLS library's name of a version as people write it: "TLS 1.3" for TLSv1.3, "TLS 1.0" for TLSv1. */
export function tlsVersion(protocol: string): string {
  return visible(protocol.replace(/^(TLS|SSL)v(\d)$/, '$1 $2.0').replace(/^(TLS|SSL)v/, '$1 '), 20);
}
