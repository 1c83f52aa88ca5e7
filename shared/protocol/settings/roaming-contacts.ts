import { success, type Result } from '../../lib/result.ts';
import type { XmlElement } from '../xml/xml.ts';
import {
  attribute,
  bounded,
  personUri,
  readBoolean,
  readCount,
  readDocument,
  type Body,
} from './read-document.ts';
import type { SettingsRejection } from './rejection.ts';

/** What the contact list's subscription brings: first all of it, then what changed. */
export type ContactsDocument = ContactList | ContactDelta;

export interface ContactList {
  readonly kind: 'full';
  /** Version of the list; a change names the one that it builds on. */
  readonly deltaNumber: number | null;
  /** exchange: the contacts were moved to the mailbox, so that what is listed here, if anything, is not all. */
  readonly storage: 'server' | 'exchange';
  /** As spelled; null: a server without contacts in Exchange, or a user without. */
  readonly ucsMode: string | null;
  readonly groups: readonly ContactGroup[];
  readonly contacts: readonly Contact[];
  readonly omitted: number;
}

export interface ContactDelta {
  readonly kind: 'delta';
  readonly deltaNumber: number | null;
  readonly previousDeltaNumber: number | null;
  readonly addedGroups: readonly ContactGroup[];
  readonly modifiedGroups: readonly ContactGroup[];
  readonly deletedGroupIds: readonly number[];
  readonly addedContacts: readonly Contact[];
  readonly modifiedContacts: readonly Contact[];
  readonly deletedContactUris: readonly string[];
  readonly omitted: number;
}

export interface ContactGroup {
  readonly id: number;
  /** "~" is the group that everybody has: other contacts. */
  readonly name: string;
  readonly externalUri: string | null;
}

export interface Contact {
  /** With its scheme, whether the server wrote it or not. */
  readonly uri: string;
  readonly isUriValid: boolean;
  /** The name that the user gave; null: the directory's is shown. */
  readonly name: string | null;
  readonly groupIds: readonly number[];
  readonly isSubscribed: boolean | null;
  readonly externalUri: string | null;
}

/** Contacts and groups kept each. Policy allows 1,000 contacts, the schema 64 groups. */
const MAX_ENTRIES = 5_000;
const MAX_GROUPS_OF_CONTACT = 256;

/** Reads a list or a change. Source: [MS-SIP] 9.1 for the elements; the marker of Exchange was seen from 2013 on. */
export function parseContacts(body: Body): Result<ContactsDocument, SettingsRejection> {
  const document = readDocument(body, 'contactList', 'contactDelta');
  if (!document.ok) return document;
  const { kept, omitted } = bounded(document.value.children, MAX_ENTRIES);
  const root: XmlElement = { ...document.value, children: kept };
  return success(root.name === 'contactList' ? readList(root, omitted) : readDelta(root, omitted));
}

function readList(root: XmlElement, omitted: number): ContactList {
  const ucsMode = attribute(root, 'ucsmode') ?? attribute(root, 'ucsMode');
  return {
    kind: 'full',
    deltaNumber: readCount(attribute(root, 'deltaNum')),
    storage: ucsMode?.toLowerCase() === 'migrated' ? 'exchange' : 'server',
    ucsMode,
    groups: named(root, 'group').flatMap(readGroup),
    contacts: named(root, 'contact').flatMap(readContact),
    omitted,
  };
}

function readDelta(root: XmlElement, omitted: number): ContactDelta {
  return {
    kind: 'delta',
    deltaNumber: readCount(attribute(root, 'deltaNum')),
    previousDeltaNumber: readCount(attribute(root, 'prevDeltaNum')),
    addedGroups: named(root, 'addedGroup').flatMap(readGroup),
    modifiedGroups: named(root, 'modifiedGroup').flatMap(readGroup),
    deletedGroupIds: named(root, 'deletedGroup').flatMap(
      (element) => readCount(attribute(element, 'id')) ?? [],
    ),
    addedContacts: named(root, 'addedContact').flatMap(readContact),
    modifiedContacts: named(root, 'modifiedContact').flatMap(readContact),
    deletedContactUris: named(root, 'deletedContact')
      .flatMap(readContact)
      .map(({ uri }) => uri),
    omitted,
  };
}

function named(root: XmlElement, name: string): readonly XmlElement[] {
  return root.children.filter((child) => child.name === name);
}

/** Without its number nothing refers to a group: it is left out. */
function readGroup(element: XmlElement): readonly ContactGroup[] {
  const id = readCount(attribute(element, 'id'));
  if (id === null) return [];
  return [
    { id, name: attribute(element, 'name') ?? '', externalUri: attribute(element, 'externalURI', 2_048) },
  ];
}

function readContact(element: XmlElement): readonly Contact[] {
  const found = attribute(element, 'uri', 512);
  if (found === null) return [];
  const { uri, isValid } = personUri(found);
  return [
    {
      uri,
      isUriValid: isValid,
      name: attribute(element, 'name'),
      groupIds: (attribute(element, 'groups', 2_048) ?? '')
        .split(/\s+/, MAX_GROUPS_OF_CONTACT)
        .flatMap((id) => readCount(id) ?? []),
      isSubscribed: readBoolean(attribute(element, 'subscribed')),
      externalUri: attribute(element, 'externalURI', 2_048),
    },
  ];
}
