import { childAt, findElements, readXml, type XmlElement } from '../../shared/protocol/xml/xml.ts';
import type { SipeReport } from './sipe-sign-in.ts';

/** Somebody in the contact list of pidgin-sipe; once for each group that he is in. */
export interface Buddy {
  readonly group: string;
  /** Without `sip:`. */
  readonly address: string;
  readonly alias: string;
  readonly company: string | null;
  readonly department: string | null;
  readonly title: string | null;
  readonly phone: string | null;
}

/** The contact list as libpurple keeps it for the next time, with what it was told of each in the presence. */
export function buddiesIn({ buddyList }: SipeReport): readonly Buddy[] {
  if (buddyList === null) return [];
  const list = readXml(buddyList);
  if (!list.ok) throw new Error(`blist.xml: ${list.error}`);
  return findElements(list.value, 'group').flatMap((group) =>
    findElements(group, 'buddy').map((buddy) => ({
      group: group.attributes.get('name') ?? '',
      address: withoutScheme(childAt(buddy, 'name')?.text ?? ''),
      alias: childAt(buddy, 'alias')?.text ?? '',
      company: settingOf(buddy, 'company'),
      department: settingOf(buddy, 'department'),
      title: settingOf(buddy, 'title'),
      phone: settingOf(buddy, 'phone'),
    })),
  );
}

function settingOf(buddy: XmlElement, name: string): string | null {
  const setting = buddy.children.find((child) => child.attributes.get('name') === name);
  return setting === undefined ? null : setting.text;
}

/** The state that it showed last of each contact, in its own words, by address. */
export function statesIn({ log }: SipeReport): ReadonlyMap<string, string> {
  // It says the state, then whose it is.
  const lines = log.matchAll(
    /process_incoming_notify_rlmi: ([a-z-]+)$|blist: Updating buddy status for sip:(\S+)/gm,
  );
  const states = new Map<string, string>();
  let told: string | undefined;
  for (const [, state, address] of lines) {
    if (state !== undefined) told = state;
    if (address !== undefined && told !== undefined) states.set(address, told);
  }
  return states;
}

/** The personal notes that it showed, by address. */
export function notesIn({ log }: SipeReport): ReadonlyMap<string, string> {
  const lines = log.matchAll(/process_incoming_notify_rlmi: uri\(sip:([^)]+)\), note\((.+)\)$/gm);
  return new Map([...lines].map(([, address = '', note = '']) => [address, note]));
}

/** What it took from the settings, by its own names: `addressbook_uri`, `mras_uri` … */
export function settingsIn({ log }: SipeReport): Readonly<Record<string, string>> {
  const lines = log.matchAll(/sipe_process_provisioning_v2: sipe_private->(\w+)=(\S*)$/gm);
  return Object.fromEntries([...lines].map(([, name = '', value = '']) => [name, value]));
}

/** Hosts and ports that it would send its media through. */
export function relaysIn({ log }: SipeReport): readonly string[] {
  return [...log.matchAll(/Media relay: (.+)$/gm)].map(([, relay = '']) => relay.trim());
}

/** How many messages came over an association that was established, how many signatures it checked, and how many it believed. */
export function signaturesIn({ log }: SipeReport): {
  readonly messages: number;
  readonly checked: number;
  readonly believed: number;
} {
  const count = (pattern: RegExp): number => [...log.matchAll(pattern)].length;
  return {
    messages: count(/process_input_message: msg->response\((?!401)/g),
    checked: count(/sip_sec_verify_signature: message is:/g),
    believed: count(/sip_transport_input: signature of incoming message validated/g),
  };
}

function withoutScheme(uri: string): string {
  return uri.replace(/^sip:/, '');
}
