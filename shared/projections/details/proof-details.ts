import { visible } from '../../lib/text.ts';
import { METHOD_NAMES } from '../describe/sip.ts';
import type { DetailField, DetailSection } from '../details-model.ts';
import type { SipProof } from '../sip-reading.ts';
import { field, fields } from './fields.ts';

/** Authorization of a request, taken apart. Source of the parameters: [MS-SIPAE] 2.2. */
export function credentialsSection(proof: SipProof): DetailSection {
  return fields(`${proof.header}: ${methodName(proof)}`, [
    ...commonFields(proof),
    tokenField(proof.parameters.get('gssapi-data')),
    parameter(proof, 'cnum', 'Message number', 'Counts the signed messages of this PC.'),
    parameter(proof, 'crand', 'Random value', 'Makes each signature another one.'),
    signatureField(proof, 'response', 'Shows that this message comes from who signed in, unchanged.'),
  ]);
}

/** Authentication-Info of an answer, taken apart. */
export function serverSignatureSection(proof: SipProof): DetailSection {
  return fields(`${proof.header}: ${methodName(proof)}`, [
    ...commonFields(proof),
    parameter(proof, 'snum', 'Message number', 'Counts the signed messages of the server.'),
    parameter(proof, 'srand', 'Random value', 'Makes each signature another one.'),
    signatureField(proof, 'rspauth', 'Shows that this answer comes from the server that holds the keys.'),
  ]);
}

function methodName({ method, scheme }: SipProof): string {
  return method === null ? visible(scheme, 40) : METHOD_NAMES[method];
}

function commonFields(proof: SipProof): readonly (DetailField | null)[] {
  return [
    parameter(proof, 'realm', 'Realm'),
    parameter(proof, 'targetname', 'Target name', 'Whom the proof is for.'),
    parameter(proof, 'version', 'Version'),
    parameter(proof, 'opaque', 'Association', 'Names the agreed keys among all that the server holds.'),
  ];
}

function parameter(
  { parameters }: SipProof,
  key: string,
  name: string,
  meaning: string | null = null,
): DetailField | null {
  const value = parameters.get(key);
  return value === undefined ? null : field(name, value, meaning);
}

/** null: the message carries no token. */
export function tokenField(token: string | null | undefined): DetailField | null {
  if (token === null || token === undefined) return null;
  if (token === '') return field('Token', 'empty', 'Invites the server to send its challenge.');
  return field('Token', byteText(token), 'Taken apart below, as far as it is no secret.');
}

/** What the log withholds is so named; of the rest only the size is told here. */
function byteText(token: string): string {
  const withheld = WITHHELD.exec(token)?.[1];
  if (withheld !== undefined) return withheld;
  const significant = token.replace(/[\s=]/g, '').length;
  return `${Math.floor((significant * 3) / 4)} bytes`;
}

/** "[withheld, 12 bytes]", as secrets stand in a log. */
const WITHHELD = /^\[(withheld, \d{1,9} bytes?)\]$/;

function signatureField({ parameters }: SipProof, key: string, meaning: string): DetailField | null {
  const value = parameters.get(key);
  if (value === undefined) return null;
  return field('Signature', WITHHELD.exec(value)?.[1] ?? value, meaning);
}
