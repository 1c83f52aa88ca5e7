import { firstHeader, type SipHeader, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import { parseDeltaSeconds } from '../../../shared/protocol/sip/header-grammar.ts';
import type { Bindings } from './bindings.ts';
import type { Arrival } from './sip-answer.ts';

/** What a client gets that asks for no time, and at most. */
const USUAL_EXPIRES_SEC = 7_200;

export interface Registration {
  readonly headers: readonly SipHeader[];
  /** For the ledger. */
  readonly remark: string;
}

/** Keeps or takes back the binding of a client that is known by now. Returns what its 200 says. Source: [MS-SIPREGE] 3.1.2.5. */
export function register(
  request: SipRequest,
  endpoint: { readonly address: string; readonly epid: string },
  bindings: Bindings,
  arrival: Arrival,
): Registration {
  const nowMs = arrival.now.getTime();
  const address = endpoint.address.toLowerCase();
  const asked = parseDeltaSeconds(firstHeader(request, 'Expires') ?? '');
  const expiresSec = Math.min(asked ?? USUAL_EXPIRES_SEC, USUAL_EXPIRES_SEC);
  if (expiresSec === 0) {
    bindings.release(address, endpoint.epid);
    return { headers: registrationHeaders(bindings, address, nowMs, 0, []), remark: 'signed out' };
  }
  const contactUri = contactUriFor(firstHeader(request, 'Contact') ?? '', arrival);
  const binding = { address, epid: endpoint.epid, contactUri, expiresAtMs: nowMs + expiresSec * 1_000 };
  const action = bindings.bind(binding, nowMs);
  const presence = `register-action="${action}";primary-cluster-type="central";is-connected-to-primary="yes"`;
  return {
    headers: registrationHeaders(bindings, address, nowMs, expiresSec, [
      { name: 'presence-state', value: presence },
    ]),
    remark: action === 'added' ? 'signed in' : 'refreshed',
  };
}

/** As a Front End of 2019 sends them; kept together, because clients count on every one of them. */
function registrationHeaders(
  bindings: Bindings,
  address: string,
  nowMs: number,
  expiresSec: number,
  more: readonly SipHeader[],
): readonly SipHeader[] {
  const header = (name: string, value: string): SipHeader => ({ name, value });
  return [
    header('ms-keep-alive', 'UAS; tcp=no; hop-hop=yes; end-end=no; timeout=300'),
    ...bindings.contactsOf(address, nowMs).map((contact) => header('Contact', contact)),
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
