import { failure, success } from '../../../../shared/lib/result.ts';
import { parseSipUri } from '../../../../shared/protocol/sip/sip-uri.ts';
import { hasParameter, parameterValue } from '../../../../shared/protocol/sip/parameters.ts';
import { REFUSALS } from './refusals.ts';
import { accepts, addressInTo, addressOf } from './request-terms.ts';
import type { SettingsCall, Told } from './settings-call.ts';
import { NUMBER_PREFIX } from './staff.ts';
import { bytesOf, element, elements } from './xml-element.ts';

const TYPE = 'application/ms-location-profile-definition+xml';
export const LOCATION_PROFILE_SERVICE = 'app:locationprofile:get';

interface Rule {
  readonly pattern: string;
  readonly translation: string;
  readonly isInternal: boolean;
}

interface Profile {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** Emergency first: the first rule that matches decides. A 9 in front is for an outside line. */
const HEADQUARTERS: Profile = {
  name: 'HQ-Berlin',
  rules: [
    rule('^9?(?<service>11[02])$', '${service}'),
    rule('^(5\\d{3})$', `${NUMBER_PREFIX}$1`, true),
    rule('^9?(11[568]\\d{0,5})$', '+49$1'),
    rule('^9?00([1-9]\\d{6,13})$', '+$1'),
    rule('^9?0([1-9]\\d{4,12})$', '+49$1'),
    rule('^9?([2-8]\\d{5,7})$', '+4930$1'),
  ],
};

/** Another of the company's; a telephone there asks for it by name. */
const PLANT: Profile = {
  name: 'Plant-Hamburg',
  rules: [
    rule('^9?(?<service>11[02])$', '${service}'),
    rule('^(9\\d{3})$', '+49406696$1', true),
    rule('^9?00([1-9]\\d{6,13})$', '+$1'),
    rule('^9?0([1-9]\\d{4,12})$', '+49$1'),
  ],
};

const PROFILES = [HEADQUARTERS, PLANT] as const;

/** What everybody here has; provisioning names it, too. */
export const ASSIGNED_PROFILE = HEADQUARTERS.name;

/** The dial plan of the user, or one by its name. Source: [MS-SIPRE] 3.8.5.1. */
export function answerLocationProfile({ request, caller, faults }: SettingsCall): Told {
  const uri = parseSipUri(request.requestUri);
  const address = caller.account.address.toLowerCase();
  if (uri === null || addressOf(uri) !== address || addressInTo(request) !== address)
    return failure(REFUSALS.notFound);
  const name = parameterValue(uri.parameters, 'phone-context');
  const isDefault = hasParameter(uri.parameters, 'default');
  if (!isDefault && name === null) return failure(REFUSALS.ambiguous);
  if (!accepts(request, TYPE)) return failure(REFUSALS.wrongAccept);
  if (faults.has('location-profile-404')) return failure(REFUSALS.unknownResource);
  const wanted = isDefault ? ASSIGNED_PROFILE : withoutEscapes(name ?? '');
  const profile = PROFILES.find((one) => one.name.toLowerCase() === wanted.toLowerCase());
  if (profile === undefined) return failure(REFUSALS.unknownResource);
  const text = faults.has('location-profile-garbage') ? ERROR_PAGE : documentOf(profile);
  return success({ type: TYPE, body: bytesOf(text) });
}

function documentOf({ name, rules }: Profile): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    element(
      'LocationProfileDescription',
      { xmlns: 'http://schemas.microsoft.com/2007/03/LocationProfileDescription' },
      [
        element('Name', {}, name),
        ...rules.map(({ pattern, translation, isInternal }) =>
          element(
            'Rule',
            {},
            elements([
              ['Pattern', pattern],
              ['Translation', translation],
              ['InternalEnterpriseExtension', isInternal],
              ['ApplicableForDeviceDialing', true],
            ]),
          ),
        ),
        ...elements([
          ['ExternalAccessPrefix', '9'],
          ['OptimizeDeviceDialing', false],
        ]),
      ],
    )
  );
}

function rule(pattern: string, translation: string, isInternal = false): Rule {
  return { pattern, translation, isInternal };
}

/** What a web server in between says when its back end is gone. */
const ERROR_PAGE =
  '<!DOCTYPE html><html><head><title>502 - Web server received an invalid response</title></head><body>' +
  '<h1>Server Error</h1><p>There is a problem with the page you are looking for, and it cannot be displayed.<br>' +
  '</body></html>';

/** Percent escapes of a parameter; as it came where they are wrong. */
function withoutEscapes(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    // decodeURIComponent has no other way to say no.
    return value;
  }
}
