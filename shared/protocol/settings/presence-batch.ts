import { failure, success, type Result } from '../../lib/result.ts';
import type { XmlElement } from '../xml/xml.ts';
import { readCategories, type Categories } from './categories.ts';
import { parseMediaType } from './media-type.ts';
import { parseMultipart } from './multipart.ts';
import {
  attribute,
  bounded,
  clip,
  personUri,
  readBoolean,
  readCount,
  readDocument,
  rejected,
  type Body,
} from './read-document.ts';
import type { SettingsRejection } from './rejection.ts';
import { CATEGORIES_TYPE, RLMI_TYPE } from './requests.ts';

/** What a batched presence subscription brings: a list of whom it covers, and the state of some of them. */
export interface PresenceBatch {
  /** null: no list came with it, as in a later update of one person. */
  readonly list: ResourceList | null;
  readonly people: readonly Categories[];
  /** Parts of no kind that is asked for, or not readable; the others count all the same. */
  readonly unread: readonly UnreadPart[];
}

/** application/rlmi+xml: RFC 4662 5. */
export interface ResourceList {
  readonly uri: string | null;
  readonly version: number | null;
  readonly isFullState: boolean | null;
  readonly resources: readonly PresenceResource[];
  readonly omitted: number;
}

export interface PresenceResource {
  readonly uri: string;
  readonly displayName: string | null;
  readonly instances: readonly ResourceInstance[];
}

export interface ResourceInstance {
  readonly id: string | null;
  /** active, pending, terminated, or resubscribe: to be asked of another pool. */
  readonly state: string | null;
  readonly reason: string | null;
  /** Content-ID of the part with the state. */
  readonly contentId: string | null;
  /** With resubscribe: the pool to ask. */
  readonly poolFqdn: string | null;
}

export interface UnreadPart {
  readonly contentType: string | null;
  readonly detail: string;
}

/** Whom another pool must be asked about; pool in lower case. */
export interface Resubscription {
  readonly poolFqdn: string;
  readonly uris: readonly string[];
}

const MAX_RESOURCES = 5_000;
const MAX_INSTANCES = 16;
const MAX_UNREAD = 64;

/** Reads the body of an answer or of a NOTIFY: a multipart, or one document alone. */
export function parsePresence(
  contentType: string,
  body: Uint8Array,
): Result<PresenceBatch, SettingsRejection> {
  const type = parseMediaType(contentType)?.name ?? '';
  if (!type.startsWith('multipart/')) {
    const read = readPart(type, body);
    if (!read.ok) return read;
    return success({
      list: 'resources' in read.value ? read.value : null,
      people: 'resources' in read.value ? [] : [read.value],
      unread: [],
    });
  }
  const multipart = parseMultipart(contentType, body);
  if (!multipart.ok) return multipart;
  return success(readParts(multipart.value.parts));
}

/** Groups those that the server sends elsewhere by pool. */
export function resubscriptions(list: ResourceList): readonly Resubscription[] {
  const byPool = new Map<string, string[]>();
  for (const { uri, instances } of list.resources) {
    for (const { state, poolFqdn } of instances) {
      if (state !== 'resubscribe' || poolFqdn === null) continue;
      const uris = byPool.get(poolFqdn) ?? [];
      byPool.set(poolFqdn, uris);
      if (!uris.includes(uri)) uris.push(uri);
    }
  }
  return [...byPool].map(([poolFqdn, uris]) => ({ poolFqdn, uris }));
}

function readParts(
  parts: readonly { readonly contentType: string | null; readonly body: Uint8Array }[],
): PresenceBatch {
  let list: ResourceList | null = null;
  const people: Categories[] = [];
  const unread: UnreadPart[] = [];
  for (const { contentType, body } of parts) {
    const read = readPart(parseMediaType(contentType ?? '')?.name ?? '', body);
    if (!read.ok) unread.push({ contentType, detail: read.error.detail });
    else if ('resources' in read.value) list ??= read.value;
    else people.push(read.value);
  }
  return { list, people, unread: unread.slice(0, MAX_UNREAD) };
}

function readPart(type: string, body: Body): Result<ResourceList | Categories, SettingsRejection> {
  if (type === RLMI_TYPE) {
    const document = readDocument(body, 'list');
    return document.ok ? success(readList(document.value)) : failure(document.error);
  }
  if (type === CATEGORIES_TYPE) {
    const document = readDocument(body, 'categories');
    return document.ok ? success(readCategories(document.value)) : failure(document.error);
  }
  return rejected(
    'wrong-document',
    type === '' ? 'a part without a type' : `a part of type ${clip(type, 60)}`,
  );
}

function readList(root: XmlElement): ResourceList {
  const { kept, omitted } = bounded(
    root.children.filter((child) => child.name === 'resource'),
    MAX_RESOURCES,
  );
  return {
    uri: attribute(root, 'uri', 512),
    version: readCount(attribute(root, 'version')),
    isFullState: readBoolean(attribute(root, 'fullState')),
    resources: kept.flatMap(readResource),
    omitted,
  };
}

function readResource(element: XmlElement): readonly PresenceResource[] {
  const uri = attribute(element, 'uri', 512);
  if (uri === null) return [];
  const instances = element.children.filter((child) => child.name === 'instance');
  return [
    {
      uri: personUri(uri).uri,
      displayName: element.children.find((child) => child.name === 'name')?.text.slice(0, 256) ?? null,
      instances: instances.slice(0, MAX_INSTANCES).map((instance) => ({
        id: attribute(instance, 'id'),
        state: attribute(instance, 'state')?.toLowerCase() ?? null,
        reason: attribute(instance, 'reason'),
        contentId: attribute(instance, 'cid'),
        poolFqdn: attribute(instance, 'poolFqdn')?.toLowerCase() ?? null,
      })),
    },
  ];
}
