import { firstHeader, type SipHeader, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import { parseDeltaSeconds } from '../../../shared/protocol/sip/header-grammar.ts';
import type { Bindings } from './bindings.ts';
import type { Arrival } from './sip-answer.ts';

/** What a client gets that asks for no time, and at most. */
const USUAL_EXPIRES_SEC = 7_200;

/** What a registrar says of the connection, and how it keeps it alive by itself. */
export interface KeepAlive {
  /** How long a client may be silent: [MS-CONMGMT] ms-keep-alive. */
  readonly timeoutSec: number;
  /** How long after the sign-in the server sends empty lines of its own; null: never. */
  readonly askedAfterMs: number | null;
}

/** What is not the same at every registrar, or for every user. */
export interface RegistrationTerms {
  readonly bindings: Bindings;
  /** false: it stands in for the user's own pool. */
  readonly isPrimary: boolean;
  /** false: contacts and presence are out of reach. */
  readonly hasUserServices: boolean;
  readonly keepAlive: KeepAlive;
}

export interface Registration {
  readonly headers: readonly SipHeader[];
  readonly isSignOut: boolean;
  /** For the ledger. */
  readonly remark: string;
}

/** Keeps or takes back the binding of a client that is known by now. Returns what its 200 says. Source: [MS-SIPREGE] 3.1.2.5. */
export function register(
  request: SipRequest,
  endpoint: { readonly address: string; readonly epid: string },
  terms: RegistrationTerms,
  arrival: Arrival,
): Registration {
  const { bindings } = terms;
  const nowMs = arrival.now.getTime();
  const address = endpoint.address.toLowerCase();
  const asked = parseDeltaSeconds(firstHeader(request, 'Expires') ?? '');
  const expiresSec = Math.min(asked ?? USUAL_EXPIRES_SEC, USUAL_EXPIRES_SEC);
  const contacts = (): readonly string[] => bindings.contactsOf(address, nowMs);
  if (expiresSec === 0) {
    bindings.release(address, endpoint.epid);
    const headers = registrationHeaders(contacts(), 0, terms, []);
    return { headers, isSignOut: true, remark: 'signed out' };
  }
  const contactUri = contactUriFor(firstHeader(request, 'Contact') ?? '', arrival);
  const binding = { address, epid: endpoint.epid, contactUri, expiresAtMs: nowMs + expiresSec * 1_000 };
  const action = bindings.bind(binding, nowMs);
  const state = { name: 'presence-state', value: presenceState(action, terms) };
  return {
    headers: registrationHeaders(contacts(), expiresSec, terms, [state]),
    isSignOut: false,
    remark: `${action === 'added' ? 'signed in' : 'refreshed'}${terms.isPrimary ? '' : ' for another pool'}`,
  };
}

/** Source: [MS-SIPREGE] 2.2.1.4; the last value has no quotes there. */
function presenceState(action: string, { isPrimary, hasUserServices }: RegistrationTerms): string {
  const services = hasUserServices ? '' : ';user-services-state=unavailable';
  return `register-action="${action}";primary-cluster-type="central";is-connected-to-primary="${isPrimary ? 'yes' : 'no'}"${services}`;
}

/** As a Front End of 2019 sends them; kept together, because clients count on every one of them. */
function registrationHeaders(
  contacts: readonly string[],
  expiresSec: number,
  { keepAlive }: RegistrationTerms,
  more: readonly SipHeader[],
): readonly SipHeader[] {
  const header = (name: string, value: string): SipHeader => ({ name, value });
  return [
    header('ms-keep-alive', `UAS; tcp=no; hop-hop=yes; end-end=no; timeout=${keepAlive.timeoutSec}`),
    ...contacts.map((contact) => header('Contact', contact)),
    header('Expires', String(expiresSec)),
    ...more,
    header(
      'Allow-Events',
      'vnd-microsoft-provisioning,vnd-microsoft-roaming-contacts,vnd-microsoft-roaming-ACL,presence,' +
        'presence.wpending,vnd-microsoft-roaming-self,vnd-microsoft-provisioning-v2',
    ),
    header('Supported', 'adhoclist'),
    header('Supported', 'msrtc-event-categories'),
    header('Supported', 'ms-keepalive-deregister'),
    header('Supported', 'ms-userservices-state-notification'),
  ];
}

/** proxy=replace: the address of the connection, whatever the client wrote ([MS-SIPRE] 2.2.5); its ms-opaque stays. */
function contactUriFor(contact: string, { remoteAddress, remotePort, connectionId }: Arrival): string {
  const opaque = /;ms-opaque=([0-9a-z]{1,64})/i.exec(contact)?.[1];
  const kept = opaque === undefined ? '' : `;ms-opaque=${opaque}`;
  return `sip:${remoteAddress}:${remotePort};transport=tls${kept};ms-received-cid=${connectionId}`;
}
