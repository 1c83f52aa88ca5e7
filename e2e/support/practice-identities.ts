import { createDirectory, LAB_USERS } from '../../electron/lab/directory.ts';
import { DOMAIN, HOSTS, KDC_HOST, PARTNER_DOMAIN, PARTNER_HOST } from '../../electron/lab/machines.ts';
import { NUMBER_PREFIX, staffOf } from '../../electron/lab/nodes/settings/staff.ts';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';

/** Names that every company has for its first server: they stay, and say nothing. */
const CUSTOMARY = /^(?:lyncdiscover(?:internal)?|sip(?:internal|external)?|av|kdc)$/;

const PEOPLE = staffOf(createDirectory(), DOMAIN);
const MACHINES = [...Object.values(HOSTS), KDC_HOST, PARTNER_HOST];

/** Who and what the practice network is, told by those who make it: what redaction itself learns is no witness. */
const OF_THE_NETWORK: readonly string[] = [
  DOMAIN,
  PARTNER_DOMAIN,
  'contoso',
  'fabrikam',
  ...MACHINES,
  ...MACHINES.map((host) => host.split('.')[0] ?? '').filter((label) => !CUSTOMARY.test(label)),
  ...LAB_USERS.flatMap(({ address, user }) => [address, user, user.replace(/^.*\\/, '')]),
  ...PEOPLE.flatMap(({ address, displayName, extension }) => [
    address,
    address.replace(/@.*$/, ''),
    displayName,
    ...(extension === null ? [] : [`${NUMBER_PREFIX}${extension}`]),
  ]),
  // Groups of contacts, dial plans, places to dial in to, and who issues the certificates.
  'Project Rowan',
  'HQ-Berlin',
  'Plant-Hamburg',
  '+494066969900',
  '+442079460900',
  'Rungs Practice Network',
  'Rungs Practice Root CA',
  'Rungs Practice Issuing CA',
];

/** What is new with every run or differs from computer to computer, by the field or the form in which it is written. */
const BY_FORM: readonly RegExp[] = [
  /"(?:serialNumber|deviceId|sha256|localAddress|address|workstation|commonName|subject|issuer)":"([^"\\]+)"/g,
  /(?<![\da-f-])([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![\da-f-])/gi,
  /;epid=([\da-f]+)/gi,
  /opaque=(?:user:epid|srvr:[\w.]+):([\w-]+)/gi,
  /\btel:(\+?\d{7,})/g,
  /\b(S-1-5-21(?:-\d+)+)/g,
  /([\w.+-]+@(?:[\w-]+\.)+test)\b/g,
  /((?:[\w-]+\.)+(?:contoso|fabrikam)\.test)\b/g,
  /((?:CONTOSO|FABRIKAM)\\{1,2}[\w.-]+)/g,
];

/** The same for everybody: what a Front End calls the issuer of its users' certificates. */
const OF_EVERYBODY: ReadonlySet<string> = new Set([
  'CN=Communications Server',
  'Communications Server',
  '0.0.0.0',
  '::1',
]);

/** The identities that a bundle of a run of the practice network could give away. */
export function practiceIdentities(
  log: readonly LoggedEvent[],
  computer: readonly string[],
): readonly string[] {
  const text = JSON.stringify(log);
  const observed = BY_FORM.flatMap((form) =>
    [...text.matchAll(form)].map(([, found = '']) => found.replaceAll('\\\\', '\\')),
  );
  const own = computer.filter((name) => name !== 'localhost' && name !== 'root');
  const all = [...OF_THE_NETWORK, ...own, ...observed, ...observed.map(withoutColons)];
  return [...new Set(all)].filter((name) => name.length > 2 && !OF_EVERYBODY.has(name) && !isCustomary(name));
}

function isCustomary(name: string): boolean {
  return CUSTOMARY.test(name);
}

/** AA:BB as AABB. */
function withoutColons(name: string): string {
  return /^(?:[\dA-Fa-f]{2}:)+[\dA-Fa-f]{2}$/.test(name) ? name.replaceAll(':', '') : name;
}
