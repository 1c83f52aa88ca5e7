import type { Directory } from '../../directory.ts';

/** Somebody whom the people of the practice company know. */
export interface Person {
  /** Without `sip:`. */
  readonly address: string;
  readonly displayName: string;
  readonly title: string;
  readonly department: string;
  readonly company: string;
  /** Last digits of the telephone number; null: of another company, which tells none. */
  readonly extension: string | null;
  /** Figure of [MS-PRES]: 3500 available, 6500 busy, 18500 offline … */
  readonly availability: number;
  readonly note: string | null;
}

type Work = readonly [
  title: string,
  department: string,
  extension: string,
  availability: number,
  note: string | null,
];

/** What those with an account do, by logon name. */
const OCCUPATIONS: ReadonlyMap<string, Work> = new Map([
  ['alice', ['Head of Accounting', 'Accounting', '5101', 3_500, null]],
  ['bob', ['Accountant', 'Accounting', '5102', 6_500, 'Closing the quarter']],
  ['dave', ['Project Manager', 'Engineering', '5203', 9_500, null]],
  ['erin', ['Buyer', 'Purchasing', '5304', 18_500, null]],
  ['grace', ['Clerk', 'Human Resources', '5405', 12_500, null]],
  ['heidi.klein', ['Design Engineer', 'Engineering', '5206', 15_500, 'In the workshop until noon']],
]);

/** People without a logon of their own in the lab. */
const COLLEAGUES: readonly (readonly [alias: string, displayName: string, ...Work])[] = [
  ['ivan', 'Ivan Ilves', 'Test Engineer', 'Engineering', '5207', 3_500, null],
  ['judy', 'Judy Jensen', 'Assistant', 'Management', '5001', 6_500, 'Calls go to the front desk'],
  ['karl', 'Karl Köhler', 'Warehouse Manager', 'Logistics', '5601', 5_000, null],
  ['mallika', 'Mallika Menon', 'Controller', 'Accounting', '5103', 3_500, null],
  ['niels', 'Niels Nørgaard', 'Service Desk', 'IT', '5911', 3_500, 'Ticket first, please'],
  ['olga', 'Olga Orlova', 'Works Doctor', 'Human Resources', '5480', 18_500, null],
];

const NO_OCCUPATION: Work = ['Employee', 'Administration', '5000', 18_500, null];

/** Everybody, in the order of the directory and then of the address book. */
export function staffOf(directory: Directory, domain: string): readonly Person[] {
  const accounts = directory.accounts
    // Who is not enabled for SIP is in nobody's list.
    .filter(({ fate }) => fate !== 'not-sip-enabled')
    .map(({ name, address, displayName }) =>
      personOf(address, displayName, OCCUPATIONS.get(name) ?? NO_OCCUPATION),
    );
  const colleagues = COLLEAGUES.map(([alias, displayName, ...work]) =>
    personOf(`${alias}@${domain}`, displayName, work),
  );
  return [...accounts, ...colleagues, PARTNER];
}

function personOf(
  address: string,
  displayName: string,
  [title, department, extension, availability, note]: Work,
): Person {
  const company = 'Contoso';
  return { address, displayName, title, department, company, extension, availability, note };
}

/** Of a federated company. */
const PARTNER: Person = {
  address: 'petra@fabrikam.test',
  displayName: 'Petra Pohl',
  title: 'Account Manager',
  department: 'Sales',
  company: 'Fabrikam',
  extension: null,
  availability: 3_500,
  note: null,
};

/** The numbers of the house; they belong to a block that is reserved for fiction. */
export const NUMBER_PREFIX = '+49302312';

export function lineUri(extension: string): string {
  return `tel:${NUMBER_PREFIX}${extension};ext=${extension}`;
}

/** The person of an address, for whom an account may have been added to the directory. */
export function personAt(staff: readonly Person[], address: string): Person | null {
  return staff.find((person) => person.address.toLowerCase() === address.toLowerCase()) ?? null;
}
