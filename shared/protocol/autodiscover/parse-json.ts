import type { AutodiscoverDocument } from '../../events/http-events.ts';
import { failure, success, type Result } from '../../lib/result.ts';
import { toDocument } from './raw-document.ts';
import type { AutodiscoverRejection } from './rejection.ts';

/** Relations of the UCWA spelling and the tokens that they stand for; others keep their name. */
const UCWA_TOKENS: Readonly<Record<string, string>> = {
  self: 'Self',
  user: 'User',
  redirect: 'Redirect',
  xframe: 'XFrame',
  applications: 'Ucwa',
};

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Both JSON spellings: the tree of the XML form with an array of links, and UCWA's `_links`.
 * A server without a matching Accept answers in one or the other, so the body decides, not the content type.
 */
export function parseJsonForm(body: string): Result<AutodiscoverDocument, AutodiscoverRejection> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    const detail = error instanceof Error ? error.message.slice(0, 200) : 'syntax';
    return failure({ reason: 'malformed', detail: `what is not readable as JSON: ${detail}` });
  }
  if (!isObject(parsed)) return failure({ reason: 'wrong-resource', detail: 'JSON that is no object' });
  // Some servers keep the outer element's name.
  const response = isObject(own(parsed, 'AutodiscoverResponse'))
    ? own(parsed, 'AutodiscoverResponse')
    : parsed;
  const document = isObject(response) ? (readTree(response) ?? readUcwa(response)) : null;
  if (document !== null) return success(document);
  return failure({ reason: 'wrong-resource', detail: 'a JSON object without Root, User, Domain or _links' });
}

function readTree(response: JsonObject): AutodiscoverDocument | null {
  for (const [name, resource] of [
    ['Root', 'root'],
    ['User', 'user'],
    ['Domain', 'domain'],
  ] as const) {
    const element = own(response, name);
    if (!isObject(element)) continue;
    return toDocument({
      format: 'json',
      resource,
      accessLocation: own(response, 'AccessLocation'),
      links: ['Links', 'links', 'Link'].flatMap((key) => readLinks(own(element, key))),
      access: (key) => {
        const access = own(element, key);
        return isObject(access) ? { fqdn: own(access, 'fqdn'), port: own(access, 'port') } : null;
      },
    });
  }
  return null;
}

function readLinks(value: unknown): readonly { readonly token: unknown; readonly href: unknown }[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter(isObject).map((link) => ({ token: own(link, 'token'), href: own(link, 'href') }));
}

function readUcwa(response: JsonObject): AutodiscoverDocument | null {
  const links = own(response, '_links');
  if (!isObject(links)) return null;
  const isUser = isObject(own(links, 'applications'));
  return toDocument({
    format: 'ucwa',
    resource: isUser ? 'user' : 'root',
    accessLocation: undefined,
    links: Object.entries(links).map(([relation, target]) => ({
      token: Object.hasOwn(UCWA_TOKENS, relation) ? UCWA_TOKENS[relation] : relation,
      href: isObject(target) ? own(target, 'href') : undefined,
    })),
    access: () => null,
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only what the document itself holds, never what every object inherits. */
function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
