import { X509Certificate } from 'node:crypto';
import { success, type Result } from '../../../shared/lib/result.ts';
import { pemCertificates } from '../../../shared/lib/pem.ts';
import type { FileContent } from '../host.ts';
import { usageError, type UsageError } from './usage-error.ts';

/** What the plan allows for one file. */
const LARGEST_FILE_BYTES = 1_048_576;

/** The certificates of a --ca-file as PEM. A single binary (DER) certificate is taken too. */
export function readCaFile(path: string, content: FileContent): Result<string, UsageError> {
  if (!content.ok) return usageError(`--ca-file ${path} cannot be read: ${content.reason}.`);
  if (content.bytes.length > LARGEST_FILE_BYTES) return usageError(`--ca-file ${path} is larger than 1 MiB.`);

  const blocks = pemCertificates(new TextDecoder('latin1').decode(content.bytes));
  const readable: string[] = [];
  for (const certificate of blocks.length > 0 ? blocks : [content.bytes]) {
    const pem = asPem(certificate);
    if (pem === null) {
      return usageError(
        blocks.length > 0
          ? `--ca-file ${path}: certificate ${readable.length + 1} of ${blocks.length} is damaged.`
          : `--ca-file ${path} holds no certificate; it needs PEM text with BEGIN CERTIFICATE.`,
      );
    }
    readable.push(pem);
  }
  return success(readable.join(''));
}

function asPem(certificate: string | Uint8Array): string | null {
  try {
    return new X509Certificate(certificate).toString();
  } catch (error) {
    // The constructor has no other way to say that the bytes are no certificate.
    if (error instanceof Error) return null;
    throw error;
  }
}
