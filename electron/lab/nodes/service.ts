import { firstHeader, type SipHeader, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import { parseNameAddr } from '../../../shared/protocol/sip/name-addr.ts';
import type { Account } from '../directory.ts';
import type { Referral } from '../homing.ts';
import { gruuOf } from './bindings.ts';
import { NOT_IMPLEMENTED, OK, OTHER_METHODS } from './denials.ts';
import type { FrontEnd, HomePool, Residence } from './front-end.ts';
import type { Registrar } from './registrar.ts';
import { register } from './registration.ts';
import type { Sender } from './sender.ts';
import type { SettingsAnswer } from './settings/settings-service.ts';
import type { Arrival } from './sip-answer.ts';

/** What a registrar does for somebody who is signed in, before it is signed. */
export interface Service {
  /** null: silence. */
  readonly response: SettingsAnswer['response'];
  readonly notifications: SettingsAnswer['notifications'];
  readonly keepAliveAfterMs: number | null;
  readonly dropsConnection: boolean;
  /** The endpoint has gone: what it was told and had not to answer is over with. */
  readonly isSignOut: boolean;
  /** false: it was carried out, and something about the request was not as it should be. */
  readonly ok: boolean;
  /** For the ledger. */
  readonly remark: string;
}

export interface ServiceRequest {
  readonly request: SipRequest;
  readonly sender: Sender;
  readonly account: Account;
  readonly arrival: Arrival;
}

/** How long a client may remember where it was sent to: 30 days, as seen of real servers. */
const REFERRAL_EXPIRES_SEC = 2_592_000;

export function serve(asked: ServiceRequest, registrar: Registrar, frontEnd: FrontEnd): Service {
  const residence = frontEnd.residenceOf(asked.account.address, registrar.id);
  if (asked.request.method === 'REGISTER') {
    return residence.kind === 'here'
      ? registered(asked, residence, frontEnd)
      : redirected(residence.referrals);
  }
  const settled = residence.kind === 'here' ? settingsOf(asked, residence.pool, registrar) : null;
  if (settled !== null) return settled;
  const [status, reason] = OTHER_METHODS.get(asked.request.method) ?? NOT_IMPLEMENTED;
  return plain({ status, reason, headers: [] }, `answered with ${status}`);
}

function registered(
  { request, sender, arrival }: ServiceRequest,
  { pool, terms }: Extract<Residence, { kind: 'here' }>,
  { registrationFault }: FrontEnd,
): Service {
  const { headers, isSignOut, remark } = register(request, sender, terms, arrival);
  if (isSignOut) pool.settings.forget(sender.address, sender.epid);
  const isLost = isSignOut && registrationFault === 'unregister-lost';
  const [status, reason] = OK;
  return {
    ...plain({ status, reason, headers }, isLost ? `${remark}, and its answer was lost` : remark),
    ...(isLost && { response: null }),
    keepAliveAfterMs: isSignOut ? null : terms.keepAlive.askedAfterMs,
    isSignOut,
  };
}

/** Source: [MS-SIP] 4.1 step 4: after the logon, and signed. */
function redirected(referrals: readonly Referral[]): Service {
  const headers: readonly SipHeader[] = [
    ...referrals.map(({ host, port, q }) => ({
      name: 'Contact',
      value: `<sip:${host}:${port};transport=TLS>;q=${q}`,
    })),
    { name: 'Expires', value: String(REFERRAL_EXPIRES_SEC) },
  ];
  const hosts = referrals.map(({ host }) => host).join(', ');
  return plain(
    { status: 301, reason: 'Redirect request to Home Server', headers },
    `redirected to ${hosts === '' ? 'nowhere' : hosts}`,
  );
}

/** Returns null for what is no business of the settings service. */
function settingsOf(
  { request, sender, account }: ServiceRequest,
  { settings }: HomePool,
  { frontEndFqdn, role }: Registrar,
): Service | null {
  const answer = settings.answer(request, { account, epid: sender.epid, isRemote: role === 'edge' });
  if (answer === null) return null;
  const { response, notifications, dropsConnection, remark } = answer;
  const isOwn = contactIsGruuOf(sender, request);
  return {
    ...plain(null, isOwn ? remark : `${remark}; its Contact is not the GRUU that it was given`),
    response: response === null ? null : withDialogTarget(response, request, frontEndFqdn),
    notifications,
    dropsConnection,
    ok: isOwn,
  };
}

/** What the subscriber sends in this dialog goes here: RFC 6665 4.2.1, RFC 3261 12.1.1. */
function withDialogTarget(
  response: NonNullable<SettingsAnswer['response']>,
  { method }: SipRequest,
  frontEndFqdn: string,
): NonNullable<SettingsAnswer['response']> {
  const isDialog = method === 'SUBSCRIBE' && response.status < 300;
  const hasContact = response.headers.some(({ name }) => name.toLowerCase() === 'contact');
  return !isDialog || hasContact
    ? response
    : { ...response, headers: [dialogTarget(frontEndFqdn), ...response.headers] };
}

export function dialogTarget(frontEndFqdn: string): SipHeader {
  return { name: 'Contact', value: `<sip:${frontEndFqdn}:5061;transport=tls>` };
}

/** A request without a Contact says nothing wrong. */
function contactIsGruuOf({ address, epid }: Sender, request: SipRequest): boolean {
  const contact = firstHeader(request, 'Contact');
  if (contact === null) return true;
  const gruu = gruuOf({ address: address.toLowerCase(), epid });
  return parseNameAddr(contact)?.uri.toLowerCase() === gruu.toLowerCase();
}

function plain(response: Omit<NonNullable<Service['response']>, 'body'> | null, remark: string): Service {
  return {
    response: response === null ? null : { ...response, body: new Uint8Array(0) },
    notifications: [],
    keepAliveAfterMs: null,
    dropsConnection: false,
    isSignOut: false,
    ok: true,
    remark,
  };
}
