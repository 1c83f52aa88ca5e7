import { success, type Result } from '../../lib/result.ts';
import { findElements, type XmlElement } from '../xml/xml.ts';
import { readCategories, type Category } from './categories.ts';
import {
  attribute,
  bounded,
  childText,
  clip,
  personUri,
  readBoolean,
  readCount,
  readDocument,
  type Body,
} from './read-document.ts';
import { MAX_NAME_LENGTH, type SettingsRejection } from './rejection.ts';

/** What the server holds of the user: what is published, who sees what, who watches. Source: [MS-PRES] 4.4.1. */
export interface RoamingSelf {
  /** Sections that came; an update brings only those that changed. */
  readonly sections: readonly SelfSection[];
  readonly categories: readonly Category[];
  readonly containers: readonly PresenceContainer[];
  readonly subscribers: readonly Subscriber[];
  readonly delegates: readonly string[];
  readonly telephony: Telephony | null;
  readonly emailAddresses: readonly string[];
  /** The user's own state as others see it, the aggregate where there is one; null: nobody published any. */
  readonly availability: number | null;
  readonly omitted: number;
}

export type SelfSection = 'categories' | 'containers' | 'subscribers' | 'delegates';

export interface PresenceContainer {
  readonly id: number;
  readonly version: number | null;
  readonly members: readonly { readonly type: string; readonly value: string | null }[];
}

export interface Subscriber {
  readonly uri: string;
  readonly displayName: string | null;
  /** false: the client asks the user about this person. */
  readonly isAcknowledged: boolean | null;
  readonly type: string | null;
}

/** How the user telephones, from the category userProperties. */
export interface Telephony {
  readonly mode: string | null;
  readonly lines: readonly { readonly type: string | null; readonly uri: string }[];
}

const MAX_CONTAINERS = 256;
const MAX_MEMBERS = 1_000;
const MAX_SUBSCRIBERS = 5_000;
const MAX_DELEGATES = 256;
const MAX_LINES = 16;
const MAX_ADDRESSES = 16;

/** Reads the answer to the subscription, or an update. */
export function parseRoamingSelf(body: Body): Result<RoamingSelf, SettingsRejection> {
  const document = readDocument(body, 'roamingData');
  if (!document.ok) return document;
  const root = document.value;
  const section = (name: SelfSection): XmlElement | null =>
    root.children.find((child) => child.name === name) ?? null;
  const published = section('categories');
  const own = published === null ? null : readCategories(published);
  const containers = bounded(childrenNamed(section('containers'), 'container'), MAX_CONTAINERS);
  const subscribers = bounded(childrenNamed(section('subscribers'), 'subscriber'), MAX_SUBSCRIBERS);
  const delegates = bounded(childrenNamed(section('delegates'), 'delegate'), MAX_DELEGATES);
  return success({
    sections: SECTIONS.filter((name) => section(name) !== null),
    categories: own?.categories ?? [],
    containers: containers.kept.flatMap(readContainer),
    subscribers: subscribers.kept.flatMap(readSubscriber),
    delegates: delegates.kept.flatMap((element) => addressOf(element, 'uri', 'user')),
    telephony: published === null ? null : readTelephony(published),
    emailAddresses: published === null ? [] : readEmailAddresses(published),
    availability: ownAvailability(own?.categories ?? []),
    omitted: (own?.omitted ?? 0) + containers.omitted + subscribers.omitted + delegates.omitted,
  });
}

const SECTIONS: readonly SelfSection[] = ['categories', 'containers', 'subscribers', 'delegates'];

function childrenNamed(element: XmlElement | null, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

function readContainer(element: XmlElement): readonly PresenceContainer[] {
  const id = readCount(attribute(element, 'id'));
  if (id === null) return [];
  const members = childrenNamed(element, 'member').slice(0, MAX_MEMBERS);
  return [
    {
      id,
      version: readCount(attribute(element, 'version')),
      members: members.map((member) => ({
        type: attribute(member, 'type') ?? '',
        value: attribute(member, 'value', 512),
      })),
    },
  ];
}

function readSubscriber(element: XmlElement): readonly Subscriber[] {
  return addressOf(element, 'user', 'uri').map((uri) => ({
    uri,
    displayName: attribute(element, 'displayName'),
    isAcknowledged: readBoolean(attribute(element, 'acknowledged')),
    type: attribute(element, 'type'),
  }));
}

/** The first of the attributes that is there. */
function addressOf(element: XmlElement, ...names: readonly string[]): readonly string[] {
  for (const name of names) {
    const found = attribute(element, name, 512);
    if (found !== null) return [personUri(found).uri];
  }
  return [];
}

function readTelephony(published: XmlElement): Telephony | null {
  // The category's element and the one inside of it have the same name; the inner one has the content.
  const properties = findElements(published, 'userProperties').at(-1);
  if (properties === undefined) return null;
  return {
    mode: childText(properties, 'telephonyMode'),
    lines: findElements(properties, 'line')
      .filter(({ text }) => text !== '')
      .slice(0, MAX_LINES)
      .map((line) => ({ type: attribute(line, 'lineType'), uri: clip(line.text, 512) })),
  };
}

function readEmailAddresses(published: XmlElement): readonly string[] {
  const found = findElements(published, 'email').map(({ text }) => clip(text, MAX_NAME_LENGTH));
  return [...new Set(found.filter((text) => text !== ''))].slice(0, MAX_ADDRESSES);
}

function ownAvailability(categories: readonly Category[]): number | null {
  const states = categories.filter(({ name, availability }) => name === 'state' && availability !== null);
  return (states.find(({ isAggregate }) => isAggregate) ?? states[0])?.availability ?? null;
}
