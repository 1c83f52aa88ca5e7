import {
  parseAuthorization,
  type ReceivedAuthorization,
} from '../../../shared/protocol/sip/authorization.ts';
import { firstHeader, type SipMessage, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import { parseNameAddr } from '../../../shared/protocol/sip/name-addr.ts';
import { parameterValue } from '../../../shared/protocol/sip/parameters.ts';
import type { Claim } from './acceptor.ts';
import { instanceOfEpid } from './endpoint-id.ts';
import type { AuthVersion } from './registrar.ts';

/** Who a request says it comes from. */
export interface Sender extends Claim {
  readonly epid: string;
}

/** Each side may be the older one; what announces nothing speaks version 2. */
export function commonVersion(server: AuthVersion, announced: number | null): AuthVersion {
  if (server === 2 || announced === null || announced < 3) return 2;
  return server === 3 || announced === 3 ? 3 : 4;
}

export function authorizationOf(message: SipMessage): ReceivedAuthorization | null {
  const value = firstHeader(message, 'Authorization') ?? firstHeader(message, 'Proxy-Authorization');
  return value === null ? null : parseAuthorization(value);
}

/** The From header, as far as it names an endpoint; null when it does not. */
export function senderOf(request: SipRequest): Sender | null {
  const from = parseNameAddr(firstHeader(request, 'From') ?? '');
  const epid = from === null ? null : parameterValue(from.parameters, 'epid');
  if (from === null || epid === null || !/^sip:/i.test(from.uri)) return null;
  return { address: from.uri.slice('sip:'.length), epid, deviceId: instanceOfEpid(epid) };
}
