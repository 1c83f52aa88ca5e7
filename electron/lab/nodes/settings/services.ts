import type { SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { hasParameter, parameterValue } from '../../../../shared/protocol/sip/parameters.ts';
import { parseSipUri } from '../../../../shared/protocol/sip/sip-uri.ts';
import { accepted, refused, silent } from './answers.ts';
import { answerConferencing } from './conferencing.ts';
import { answerLocationProfile, LOCATION_PROFILE_SERVICE } from './location-profile.ts';
import { answerMediaRelay } from './media-relay.ts';
import { answerPublication, isPublication } from './publication.ts';
import { REFUSALS } from './refusals.ts';
import { failure } from '../../../../shared/lib/result.ts';
import type { SettingsCall, Told } from './settings-call.ts';
import type { SettingsAnswer, SettingsSite } from './settings-service.ts';
import { addressInTo, addressInUri } from './request-terms.ts';
import { FOCUS_FACTORY, serverOpaque } from './site-uris.ts';

/** What a SERVICE request is for. */
export interface Service {
  readonly name: string;
  answer(call: SettingsCall): Told;
}

/** A SERVICE goes where its GRUU leads ([MS-SIPRE] 2.2.3). null: to none of these services. */
export function serviceFor(request: SipRequest, site: SettingsSite): Service | null {
  const uri = parseSipUri(request.requestUri);
  if (uri === null) return null;
  const opaque = hasParameter(uri.parameters, 'gruu') ? parameterValue(uri.parameters, 'opaque') : null;
  if (opaque === LOCATION_PROFILE_SERVICE) return { name: 'location profile', answer: answerLocationProfile };
  if (opaque === FOCUS_FACTORY) return { name: 'conferencing', answer: answerConferencing };
  if (opaque?.startsWith('srvr:MRAS:') === true) {
    const isOurs = opaque === serverOpaque(site.poolFqdn, 'MRAS') && isAtPool(request, site);
    return { name: 'media relay', answer: isOurs ? answerMediaRelay : () => failure(REFUSALS.notFound) };
  }
  return opaque === null && isPublication(request)
    ? { name: 'publication', answer: answerPublication }
    : null;
}

/** The document is the answer's body. */
export function serve(service: Service, call: SettingsCall): SettingsAnswer {
  const told = service.answer(call);
  if (told.ok) return accepted([], told.value, `${service.name}: ${told.value.body.length} bytes`);
  return told.error === 'silence' ? silent(service.name) : refused(call, told.error, service.name);
}

function isAtPool(request: SipRequest, { poolFqdn, domain }: SettingsSite): boolean {
  const pool = `${poolFqdn}@${domain}`.toLowerCase();
  return addressInUri(request.requestUri) === pool && addressInTo(request) === pool;
}
