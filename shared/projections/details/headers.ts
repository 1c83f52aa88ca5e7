import { visible } from '../../lib/text.ts';
import type { DetailHeader } from '../details-model.ts';

type Meaning = (value: string) => string | null;

/** Headers in wire order with what they mean, where that helps. Takes meanings by lower-case name. */
export function headersOf(
  headers: readonly (readonly [string, string])[],
  meanings: ReadonlyMap<string, Meaning>,
): readonly DetailHeader[] {
  return headers.map(([name, value]) => {
    const meaning = meanings.get(name.toLowerCase())?.(value) ?? null;
    return {
      name: visible(name, 100),
      value: visible(value, 4_096),
      meaning: meaning === null ? null : visible(meaning, 600),
    };
  });
}

export const HTTP_HEADER_MEANINGS: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['x-ms-server-fqdn', () => 'The Front End that answered.'],
  ['x-ms-diagnostics', () => 'The server’s own error code.'],
  ['location', () => 'Where to go instead.'],
  ['www-authenticate', () => 'A way to sign in to the web service.'],
  ['authorization', () => 'The sign-in to the web service; its token is withheld.'],
  ['soapaction', () => 'What is asked of the web service.'],
  ['x-ms-webticketurl', () => 'Where web tickets are issued.'],
  ['content-type', () => 'What the body claims to be.'],
]);
