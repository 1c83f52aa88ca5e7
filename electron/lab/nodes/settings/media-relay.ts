import { randomBytes } from 'node:crypto';
import { failure, success } from '../../../../shared/lib/result.ts';
import { attributeOf, elementAt, readXml, textOf, type XmlElement } from '../soap-xml.ts';
import { REFUSALS } from './refusals.ts';
import { addressInUri, contentTypeOf } from './request-terms.ts';
import type { SettingsCall, Told } from './settings-call.ts';
import { serverUri } from './site-uris.ts';
import { bytesOf, element, elements } from './xml-element.ts';

const TYPE = 'application/msrtc-media-relay-auth+xml';
const NAMESPACE = 'http://schemas.microsoft.com/2006/09/sip/mrasp';
const RELAY_PORTS = { udp: 3_478, tcp: 443 } as const;
/** Eight hours; nobody gets more. */
const LONGEST_MINUTES = 480;

/** Failures are told inside of a 200: [MS-AVEDGEA]. */
type ReasonPhrase = 'OK' | 'Request Malformed' | 'Not Supported' | 'Forbidden';

/** Credentials for the relay of the A/V Edge: new ones each time, which no relay here will ever see. */
export function answerMediaRelay(call: SettingsCall): Told {
  const { request } = call;
  if (contentTypeOf(request) !== TYPE) return failure(REFUSALS.wrongContentType);
  const asked = readXml(new TextDecoder().decode(request.body));
  if (asked?.localName !== 'request' || asked.namespace !== NAMESPACE) return failure(REFUSALS.malformed);
  const reason = judge(asked, call);
  const content = reason === 'OK' ? [credentialsFor(asked, call)] : [];
  const response = element(
    'response',
    {
      xmlns: NAMESPACE,
      requestID: idOf(asked, 'requestID'),
      version: '1.0',
      serverVersion: '2.0',
      to: serverUri(call.site, 'MRAS'),
      from: `sip:${call.caller.account.address}`,
      reasonPhrase: reason,
    },
    content,
  );
  return success({ type: TYPE, body: bytesOf(`<?xml version="1.0"?>${response}`) });
}

function judge(asked: XmlElement, { caller, site }: SettingsCall): ReasonPhrase {
  const order = elementAt(asked, 'credentialsRequest');
  const own = caller.account.address.toLowerCase();
  if (attributeOf(asked, 'version') !== '1.0') return 'Not Supported';
  if (order === null || attributeOf(asked, 'to') !== serverUri(site, 'MRAS')) return 'Request Malformed';
  if (!['intranet', 'internet'].includes(textOf(elementAt(order, 'location')))) return 'Request Malformed';
  if (!/^[1-9]\d{0,5}$/.test(textOf(elementAt(order, 'duration')))) return 'Request Malformed';
  const claims = [attributeOf(asked, 'from') ?? '', textOf(elementAt(order, 'identity'))];
  return claims.every((claim) => addressInUri(claim) === own) ? 'OK' : 'Forbidden';
}

function credentialsFor(asked: XmlElement, { site }: SettingsCall): string {
  const order = elementAt(asked, 'credentialsRequest');
  const minutes = Math.min(Number(textOf(elementAt(order, 'duration'))), LONGEST_MINUTES);
  return element('credentialsResponse', { credentialsRequestID: idOf(order, 'credentialsRequestID') }, [
    element(
      'credentials',
      {},
      elements([
        ['username', randomBytes(42).toString('base64')],
        ['password', randomBytes(20).toString('base64')],
        ['duration', minutes],
      ]),
    ),
    element('mediaRelayList', {}, [
      element(
        'mediaRelay',
        {},
        elements([
          ['location', textOf(elementAt(order, 'location'))],
          ['hostName', site.avEdgeFqdn],
          ['udpPort', RELAY_PORTS.udp],
          ['tcpPort', RELAY_PORTS.tcp],
        ]),
      ),
    ]),
  ]);
}

/** Any client's number comes back; anything else does not. */
function idOf(from: XmlElement | null, name: string): string {
  const id = attributeOf(from, name) ?? '';
  return /^[\w.-]{1,64}$/.test(id) ? id : '0';
}
