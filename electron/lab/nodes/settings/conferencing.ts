import { failure, success } from '../../../../shared/lib/result.ts';
import { attributeOf, elementAt, readXml, type XmlElement } from '../soap-xml.ts';
import { REFUSALS } from './refusals.ts';
import { addressInTo, addressInUri, contentTypeOf } from './request-terms.ts';
import type { SettingsCall, Told } from './settings-call.ts';
import { focusFactoryUri } from './site-uris.ts';
import { NUMBER_PREFIX } from './staff.ts';
import { bytesOf, element, elements } from './xml-element.ts';

const TYPE = 'application/cccp+xml';
const NAMESPACE = 'urn:ietf:params:xml:ns:cccp';

/** Failures are told inside of a 200 ([MS-CONFBAS]). */
type Code = 'success' | 'requestMalformed' | 'unauthorized' | 'notSupported';

/** What meetings there can be. Asked anything else, the focus factory says that it does not do that. */
export function answerConferencing({ request, caller }: SettingsCall): Told {
  const own = caller.account.address.toLowerCase();
  if (addressInUri(request.requestUri) !== own || addressInTo(request) !== own)
    return failure(REFUSALS.notFound);
  if (contentTypeOf(request) !== TYPE) return failure(REFUSALS.wrongContentType);
  const asked = readXml(new TextDecoder().decode(request.body));
  if (asked?.localName !== 'request' || asked.namespace !== NAMESPACE) return failure(REFUSALS.malformed);
  const code = judge(asked, own);
  const requestId = attributeOf(asked, 'requestId') ?? '';
  const response = element(
    'response',
    {
      xmlns: NAMESPACE,
      'xmlns:msacp': 'http://schemas.microsoft.com/rtc/2005/08/acpconfinfoextensions',
      requestId: /^\d{1,20}$/.test(requestId) ? requestId : '0',
      C3PVersion: '1',
      from: focusFactoryUri(caller.account.address),
      to: `sip:${caller.account.address}`,
      code,
    },
    code === 'success' ? [CAPABILITIES] : [],
  );
  return success({ type: TYPE, body: bytesOf(response) });
}

function judge(asked: XmlElement, own: string): Code {
  if (attributeOf(asked, 'C3PVersion') !== '1') return 'notSupported';
  if (addressInUri(attributeOf(asked, 'from') ?? '') !== own) return 'unauthorized';
  if (addressInUri(attributeOf(asked, 'to') ?? '') !== own) return 'requestMalformed';
  return elementAt(asked, 'getConferencingCapabilities') === null ? 'notSupported' : 'success';
}

const MEDIA = ['chat', 'audio-video', 'meeting', 'applicationsharing', 'phone-conf'] as const;

/** Numbers by which meetings are reached; all of them are reserved for fiction. */
const REGIONS = [
  ['Berlin', `${NUMBER_PREFIX}5900`],
  ['Hamburg', '+494066969900'],
  ['London', '+442079460900'],
] as const;

const CAPABILITIES = element('getConferencingCapabilities', {}, [
  element('mcu-types', {}, elements(MEDIA.map((kind) => ['mcuType', kind] as const))),
  element('pstn-bridging', {}, [
    element('access-numbers', {}, [
      ...elements([['default-region', REGIONS[0][0]]]),
      ...REGIONS.map(([name, number]) =>
        element('region', { name }, [element('access-number', {}, elements([['number', number]]))]),
      ),
    ]),
  ]),
]);
