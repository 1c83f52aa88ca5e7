import type { AutodiscoverDocument } from '../../events/http-events.ts';
import { failure, type Result } from '../../lib/result.ts';
import { parseJsonForm } from './parse-json.ts';
import { parseXmlForm } from './parse-xml.ts';
import { MAX_DOCUMENT_LENGTH, type AutodiscoverRejection } from './rejection.ts';

const MEDIA_TYPE = 'application/vnd.microsoft.rtc.autodiscover+';

/**
 * Reads the answer of an autodiscover service.
 * Takes the Content-Type header (null: absent) and the decoded body. Never throws, whatever the bytes.
 * A page of HTML, by its type or by its first characters, is told apart from everything else that is no document: it is what
 * captive portals, wildcard hosts and default web sites send.
 * Source: [MS-OCDISCWS] 2.2.4, 3.1.5.2, 3.1.5.3.
 */
export function parseAutodiscover(
  contentType: string | null,
  body: string,
): Result<AutodiscoverDocument, AutodiscoverRejection> {
  const type = (contentType ?? '').trim().toLowerCase();
  const text = body.startsWith('\ufeff') ? body.slice(1) : body;
  if (type.startsWith('text/html') || type.startsWith('application/xhtml') || looksLikeHtml(text)) {
    return failure({ reason: 'html', detail: `a web page${describeTitle(text)}` });
  }
  if (text.trim() === '') return failure({ reason: 'empty', detail: 'an answer without a body' });
  if (text.length > MAX_DOCUMENT_LENGTH) {
    const detail = `a document of ${text.length} characters, of which at most ${MAX_DOCUMENT_LENGTH} are read`;
    return failure({ reason: 'too-large', detail });
  }
  if (type.startsWith(`${MEDIA_TYPE}xml`)) return parseXmlForm(text.trim());
  if (type.startsWith(`${MEDIA_TYPE}json`) || type.startsWith('application/json')) return parseJsonForm(text);
  const detail =
    contentType === null
      ? 'an answer without a Content-Type'
      : `an answer of the Content-Type ${contentType.slice(0, 100)}`;
  return failure({ reason: 'content-type', detail });
}

/** The target of the first link with this token, compared without case. */
export function linkTo(document: AutodiscoverDocument, token: string): string | null {
  const wanted = token.toLowerCase();
  return document.links.find((link) => link.token.toLowerCase() === wanted)?.href ?? null;
}

/**
 * Links that a Root has to carry when it does not redirect, and doesn't ([MS-OCDISCWS] 3.1.5.2).
 * UCWA's spelling has no Domain by design.
 */
export function missingRootLinks(document: AutodiscoverDocument): readonly ('Domain' | 'User')[] {
  if (document.resource !== 'root' || linkTo(document, 'Redirect') !== null) return [];
  const required = document.format === 'ucwa' ? (['User'] as const) : (['Domain', 'User'] as const);
  return required.filter((token) => linkTo(document, token) === null);
}

function looksLikeHtml(text: string): boolean {
  const start = text.slice(0, 1_024).trimStart().toLowerCase();
  return start.startsWith('<!doctype html') || start.startsWith('<html') || start.startsWith('<head');
}

/** A page's title says most about whose page it is. */
function describeTitle(text: string): string {
  const start = text.search(/<title/i);
  if (start === -1) return '';
  const from = text.indexOf('>', start);
  const to = text.indexOf('<', from);
  if (from === -1 || to === -1) return '';
  const title = text
    .slice(from + 1, to)
    .trim()
    .slice(0, 80);
  return title === '' ? '' : ` with the title “${title}”`;
}
