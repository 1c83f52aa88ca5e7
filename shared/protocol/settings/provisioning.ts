import { success, type Result } from '../../lib/result.ts';
import type { XmlElement } from '../xml/xml.ts';
import { attribute, bounded, clip, readDocument, type Body } from './read-document.ts';
import { MAX_NAME_LENGTH, type SettingsRejection } from './rejection.ts';
import { PROVISIONING_GROUPS, type ProvisioningGroupName } from './requests.ts';

/** Settings and policies as the server sent them, flattened. */
export interface Provisioning {
  /** In the server's order; two of one name are one. */
  readonly groups: readonly ProvisionGroup[];
  readonly omittedGroups: number;
}

export interface ProvisionGroup {
  /** As spelled. */
  readonly name: string;
  /** The name in the specification's spelling; null: a group that it does not have. */
  readonly known: ProvisioningGroupName | null;
  /** tree: a document of its own, its leaves named by their path. */
  readonly shape: 'list' | 'tree' | 'empty';
  readonly settings: readonly Setting[];
  readonly omittedSettings: number;
}

export interface Setting {
  /** As spelled; a leaf of a tree has its path, with / and @ in front of attributes. */
  readonly name: string;
  /** Trimmed; may be empty. */
  readonly value: string;
}

const MAX_GROUPS = 64;
/** Settings kept of a group; the longest real list has about 120, a grammar some thousand leaves. */
const MAX_SETTINGS = 2_000;

/**
 * Reads the answer to the subscription for provisioning. Groups come in three forms: settings as elements, as properties
 * in `instance` or `propertyEntryList`, and documents of their own; all become names with values.
 * Source: [MS-SIPREGE] 2.2.2.5.
 */
export function parseProvisioning(body: Body): Result<Provisioning, SettingsRejection> {
  const document = readDocument(body, 'provisionGroupList');
  if (!document.ok) return document;
  const byName = new Map<string, { name: string; elements: XmlElement[] }>();
  const found = bounded(
    document.value.children.filter((child) => child.name === 'provisionGroup'),
    MAX_GROUPS,
  );
  for (const element of found.kept) {
    const name = attribute(element, 'name') ?? '';
    const key = name.toLowerCase();
    const group = byName.get(key);
    if (group === undefined) byName.set(key, { name, elements: [element] });
    else group.elements.push(element);
  }
  const groups = [...byName.values()].map(({ name, elements }) => readGroup(name, elements));
  return success({ groups, omittedGroups: found.omitted });
}

export function groupNamed(provisioning: Provisioning, name: ProvisioningGroupName): ProvisionGroup | null {
  return provisioning.groups.find((group) => group.known === name) ?? null;
}

/** Names differ in case between products. The first of that name counts; null: there is none, or it is empty. */
export function settingNamed(group: ProvisionGroup | null, name: string): string | null {
  const key = name.toLowerCase();
  const value = group?.settings.find((setting) => setting.name.toLowerCase() === key)?.value ?? '';
  return value === '' ? null : value;
}

function readGroup(name: string, elements: readonly XmlElement[]): ProvisionGroup {
  const children = elements.flatMap((element) => element.children);
  const isTree = children.some(
    (child) => !isProperty(child) && !isPropertyList(child) && child.children.length > 0,
  );
  const all: Setting[] = [];
  const add = (setting: Setting): void => {
    all.push({ name: clip(setting.name, MAX_NAME_LENGTH), value: clip(setting.value) });
  };
  for (const child of children) {
    if (isTree) addLeaves(child, '', add);
    else if (isPropertyList(child)) for (const property of child.children) add(settingOf(property));
    else add(settingOf(child));
  }
  const { kept, omitted } = bounded(all, MAX_SETTINGS);
  return {
    name,
    known: PROVISIONING_GROUPS.find((known) => known.toLowerCase() === name.toLowerCase()) ?? null,
    shape: all.length === 0 ? 'empty' : isTree ? 'tree' : 'list',
    settings: kept,
    omittedSettings: omitted,
  };
}

function isProperty(element: XmlElement): boolean {
  return element.name === 'property' && element.attributes.has('name');
}

/** instance and propertyEntryList, and whatever else holds nothing but properties. */
function isPropertyList(element: XmlElement): boolean {
  return element.children.length > 0 && element.children.every(isProperty);
}

function settingOf(element: XmlElement): Setting {
  return {
    name: isProperty(element) ? (attribute(element, 'name') ?? '') : element.name,
    value: element.text,
  };
}

function addLeaves(element: XmlElement, parent: string, add: (setting: Setting) => void): void {
  const path = clip(parent === '' ? element.name : `${parent}/${element.name}`, MAX_NAME_LENGTH);
  for (const [name, value] of element.attributes) {
    if (name !== 'xmlns') add({ name: `${path}/@${name}`, value });
  }
  if (element.text !== '' || (element.children.length === 0 && element.attributes.size === 0)) {
    add({ name: path, value: element.text });
  }
  for (const child of element.children) addLeaves(child, path, add);
}
