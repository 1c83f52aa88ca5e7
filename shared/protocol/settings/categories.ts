import { findElements, type XmlElement } from '../xml/xml.ts';
import { attribute, bounded, childText, personUri, readCount } from './read-document.ts';

/** What one person has published, or lets another see: application/msrtc-event-categories+xml of [MS-PRES]. */
export interface Categories {
  /** With its scheme; null: the document names nobody. */
  readonly uri: string | null;
  readonly categories: readonly Category[];
  readonly omitted: number;
}

/** One published item, without what it says; that is read for the few that are shown. */
export interface Category {
  readonly name: string;
  readonly instance: number | null;
  /** Who sees it; null: not told to watchers. */
  readonly container: number | null;
  readonly version: number | null;
  readonly publishTime: string | null;
  readonly expireType: string | null;
  /** Of a state; null: the category has none. */
  readonly availability: number | null;
  /** Of a state: what the server made of those of all endpoints. */
  readonly isAggregate: boolean;
  /** Of a note. */
  readonly note: string | null;
}

export type Availability =
  | 'available'
  | 'available-idle'
  | 'busy'
  | 'busy-idle'
  | 'do-not-disturb'
  | 'be-right-back'
  | 'away'
  | 'offline'
  | 'unknown';

/** Items kept of one person; a client publishes about thirty. */
const MAX_CATEGORIES = 1_000;

/** From each of these figures on, up to the next: [MS-PRES], availability of the state category. */
const AVAILABILITY: readonly (readonly [number, Availability])[] = [
  [18_000, 'offline'],
  [15_000, 'away'],
  [12_000, 'be-right-back'],
  [9_000, 'do-not-disturb'],
  [7_500, 'busy-idle'],
  [6_000, 'busy'],
  [4_500, 'available-idle'],
  [3_000, 'available'],
];

export function availabilityWord(figure: number | null): Availability {
  if (figure === null) return 'unknown';
  return AVAILABILITY.find(([from]) => figure >= from)?.[1] ?? 'unknown';
}

/** Reads an element `categories`. */
export function readCategories(root: XmlElement): Categories {
  const { kept, omitted } = bounded(
    root.children.filter((child) => child.name === 'category'),
    MAX_CATEGORIES,
  );
  const uri = attribute(root, 'uri', 512);
  return { uri: uri === null ? null : personUri(uri).uri, categories: kept.map(readCategory), omitted };
}

function readCategory(element: XmlElement): Category {
  const name = attribute(element, 'name') ?? '';
  const [state] = name === 'state' ? findElements(element, 'state') : [];
  const [body] = name === 'note' ? findElements(element, 'body') : [];
  return {
    name,
    instance: readCount(attribute(element, 'instance')),
    container: readCount(attribute(element, 'container')),
    version: readCount(attribute(element, 'version')),
    publishTime: attribute(element, 'publishTime'),
    expireType: attribute(element, 'expireType'),
    availability: state === undefined ? null : readCount(childText(state, 'availability')),
    isAggregate: /(?:^|:)aggregateState$/i.test(state?.attributes.get('type') ?? ''),
    note: body === undefined || body.text === '' ? null : body.text.slice(0, 1_024),
  };
}
