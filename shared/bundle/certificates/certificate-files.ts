import type { LoggedEvent } from '../../events/catalogue.ts';
import type { Certificate, Peer } from '../../events/connection-events.ts';
import type { BundleFile } from '../bundle-file.ts';
import { annotatedPem } from './annotated-pem.ts';
import { fileNames } from './file-names.ts';

/** What somebody has shown to prove who he is; name: of its file. */
interface Chain {
  readonly name: string;
  readonly certificates: readonly Certificate[];
}

/** A bundle may hold 1,000 files; no network shows so many chains. */
const MOST_FILES = 200;

/**
 * The certificates of a log for openssl and for a double click: a file for each chain that a server has sent, in its order, and
 * for the user's own. Certificates that the log does not hold (strict redaction) are left out, and chains with none give no file.
 */
export function certificateFiles(log: readonly LoggedEvent[]): readonly BundleFile[] {
  const unused = fileNames('.pem');
  const seen = new Set<string>();
  const files: BundleFile[] = [];
  for (const { name, certificates } of log.flatMap(chainsIn)) {
    const content = certificates.map(annotatedPem).join('');
    const key = JSON.stringify([name, content]);
    if (content === '' || seen.has(key)) continue;
    if (files.length === MOST_FILES) break;
    seen.add(key);
    files.push({ path: `certificates/${unused(name)}`, content });
  }
  return files;
}

function chainsIn(event: LoggedEvent): readonly Chain[] {
  switch (event.kind) {
    case 'tls.certificates.received':
      return [{ name: nameOf(event.data.peer), certificates: event.data.chain }];
    case 'authentication.token.observed': {
      const { token, peer, direction } = event.data;
      if (token.kind !== 'tls') return [];
      // The TLS inside of SIP (TLS-DSK): either side shows its own.
      const name = direction === 'received' ? `${nameOf(peer)}-tls-dsk` : CLIENT;
      return [{ name, certificates: token.certificates }];
    }
    case 'client-certificate.issued':
    case 'client-certificate.found':
      return [{ name: CLIENT, certificates: [event.data.certificate] }];
    default:
      return [];
  }
}

const CLIENT = 'client';

function nameOf({ host, port }: Peer): string {
  return `${host}-${port}`;
}
