import { randomBytes } from 'node:crypto';
import { signatureBytes, type ReceivedAuthorization } from '../../../shared/protocol/sip/authorization.ts';
import type { SipHeader, SipMessage } from '../../../shared/protocol/sip/message.ts';
import { signatureBuffer } from '../../../shared/protocol/sip/signature-buffer.ts';
import type { Account } from '../directory.ts';
import type { Acceptor } from './acceptor.ts';
import { REALM, type AuthVersion, type KeyedScheme } from './registrar.ts';
import { createReplayWindow } from './replay-window.ts';

export interface AssociationTerms {
  readonly scheme: KeyedScheme;
  readonly targetname: string;
  readonly epid: string;
  readonly version: AuthVersion;
  /** Signs answers wrongly: a scenario's fault. */
  readonly signsWrongly: boolean;
}

export type SignatureCheck = { readonly ok: true } | { readonly ok: false; readonly why: string };

/** What client and server agree on once, and all that is signed by it. Source: [MS-SIPAE] 3.3.1, 3.3.5. */
export interface SecurityAssociation {
  readonly opaque: string;
  readonly terms: AssociationTerms;
  readonly acceptor: Acceptor;
  /** handshake: tokens go back and forth. keyed: the client's next message completes it. established: all is signed. */
  state: 'handshake' | 'keyed' | 'established';
  account: Account | null;
  /** Whether a message that names this opaque belongs here: [MS-SIPAE] 3.3.5.2 wants the endpoint's id as well. */
  isFor(authorization: ReceivedAuthorization, epid: string): boolean;
  /** Of a request, or of an answer to a request of the server. */
  check(message: SipMessage, authorization: ReceivedAuthorization): SignatureCheck;
  /** Returns the message with its Authentication-Info; a request of the server has the same header. */
  sign<Message extends SipMessage>(message: Message): Message;
  /** For the answer that carries the next token. */
  tokenHeader(token: Uint8Array): SipHeader;
}

export function createAssociation(terms: AssociationTerms, acceptor: Acceptor): SecurityAssociation {
  const opaque = hex32();
  const window = createReplayWindow();
  const { scheme, targetname, version } = terms;
  const common = `opaque="${opaque}", targetname="${targetname}", realm="${REALM}"`;
  // Version 2 is not announced: [MS-SIPAE] 3.3.5.1.
  const versionParameter = version === 2 ? '' : `, version=${version}`;
  let snum = 0;

  return {
    opaque,
    terms,
    acceptor,
    state: 'handshake',
    account: null,
    isFor: (authorization, epid) =>
      // The first request does not know it yet.
      (authorization.opaque ?? opaque) === opaque &&
      authorization.scheme.toLowerCase() === scheme.toLowerCase() &&
      authorization.realm === REALM &&
      authorization.targetname?.toLowerCase() === targetname.toLowerCase() &&
      epid === terms.epid,
    check(message, { crand, cnum, response }) {
      if (crand === null || cnum === null || response === null) return { ok: false, why: 'not signed' };
      const signature = signatureBytes(response);
      if (signature === null) return { ok: false, why: 'the signature is not hexadecimal' };
      const input = signatureBuffer(message, {
        scheme,
        rand: crand,
        num: cnum,
        realm: REALM,
        targetname,
        version,
      });
      if (!acceptor.verify(input, signature)) return { ok: false, why: 'the signature is wrong' };
      // Only a message that is the client's own may move the window.
      return window.admit(cnum) ? { ok: true } : { ok: false, why: `cnum ${cnum} is used up` };
    },
    sign(message) {
      snum += 1;
      const srand = hex32();
      const num = String(snum);
      const input = signatureBuffer(message, {
        scheme,
        rand: srand,
        num,
        realm: REALM,
        targetname,
        version,
      });
      // Well-formed and wrong, as when something on the way changed a header.
      const signature = acceptor.sign(terms.signsWrongly ? Uint8Array.of(...input, 0x3e) : input);
      const rspauth = Buffer.from(signature).toString('hex').toUpperCase();
      const value =
        `${scheme} rspauth="${rspauth}", srand="${srand}", snum="${num}", qop="auth", ` +
        common +
        versionParameter;
      return { ...message, headers: [{ name: 'Authentication-Info', value }, ...message.headers] };
    },
    tokenHeader: (token) => ({
      name: 'WWW-Authenticate',
      value: `${scheme} ${common}, gssapi-data="${Buffer.from(token).toString('base64')}"${versionParameter}`,
    }),
  };
}

function hex32(): string {
  return randomBytes(4).toString('hex').toUpperCase();
}
