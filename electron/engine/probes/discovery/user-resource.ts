import { parseAutodiscover } from '../../../../shared/protocol/autodiscover/parse-autodiscover.ts';
import type { ProbeContext } from '../../context.ts';
import type { HttpClient } from '../../transport/http.ts';
import { headerOf } from '../../transport/http-message.ts';
import { AUTODISCOVER_HEADERS, recordTicketRequired } from './autodiscover-walk.ts';

/**
 * Asks for the User resource without a ticket. The refusal is the answer that we want: it names the web ticket service, which
 * the authentication needs. Some servers send 500 instead of 401; the header counts ([MS-OCDISCWS] 3.1.5.3).
 */
export async function askUserResource(ctx: ProbeContext, client: HttpClient, url: URL): Promise<void> {
  const outcome = await client.get(ctx, url, AUTODISCOVER_HEADERS);
  if (!outcome.ok || ctx.signal.aborted) return;
  const { response } = outcome;
  if (response.status >= 400 && headerOf(response.headers, 'x-ms-webticketurl') !== null) {
    recordTicketRequired(ctx, url, response);
    return;
  }
  if (response.status !== 200) return;
  const parsed = parseAutodiscover(headerOf(response.headers, 'content-type'), response.body);
  if (parsed.ok) {
    ctx.record('autodiscover.document.read', { url: url.href, document: parsed.value }, response.seq);
  } else {
    const { reason, detail } = parsed.error;
    ctx.record('autodiscover.document.rejected', { url: url.href, reason, detail }, response.seq);
  }
}
