import { success, type Result } from '../../lib/result.ts';
import type { XmlElement } from '../xml/xml.ts';
import { bounded, childText, clip, readBoolean, readDocument, rejected, type Body } from './read-document.ts';
import { MAX_NAME_LENGTH, type SettingsRejection } from './rejection.ts';

export const LOCATION_PROFILE_TYPE = 'application/ms-location-profile-definition+xml';

/** The dial plan of a user: how what is dialled becomes a number that the servers route. */
export interface LocationProfile {
  /** Also the phone-context of a number that no rule matched; empty only where the server left it out. */
  readonly name: string;
  /** In the server's order: the first that matches decides. */
  readonly rules: readonly NormalisationRule[];
  /** What stands in front of a number outside of the company; null: none. */
  readonly externalAccessPrefix: string | null;
  readonly isDeviceDialingOptimised: boolean | null;
  /** Rules beyond those that are kept. */
  readonly omittedRules: number;
}

export interface NormalisationRule {
  /** .NET syntax; not yet known to be readable. */
  readonly pattern: string;
  readonly translation: string;
  /** true: the result is an extension inside of the company. */
  readonly isInternalExtension: boolean | null;
  readonly isForDeviceDialing: boolean | null;
}

/** Rules kept. Large real plans have about 150. */
const MAX_RULES = 1_000;
/** Characters kept of a pattern; the cmdlets that make them stop at 512. */
export const MAX_PATTERN_LENGTH = 1_024;

/**
 * Reads the answer to the SERVICE request for a location profile.
 * A profile without rules is read as well, so that it can be shown for what it is.
 * Source: [MS-SIPRE] 2.2.8 and 7.
 */
export function parseLocationProfile(body: Body): Result<LocationProfile, SettingsRejection> {
  const document = readDocument(body, 'LocationProfileDescription');
  if (!document.ok) return document;
  const root = document.value;
  const elements = bounded(
    root.children.filter((child) => child.name === 'Rule'),
    MAX_RULES,
  );
  const rules: NormalisationRule[] = [];
  for (const element of elements.kept) {
    const rule = readRule(element);
    if (rule === null)
      return rejected('malformed', `rule ${rules.length + 1} has no Pattern or no Translation`);
    rules.push(rule);
  }
  return success({
    name: clip(childText(root, 'Name') ?? '', MAX_NAME_LENGTH),
    rules,
    externalAccessPrefix: childText(root, 'ExternalAccessPrefix'),
    isDeviceDialingOptimised: readBoolean(childText(root, 'OptimizeDeviceDialing')),
    omittedRules: elements.omitted,
  });
}

function readRule(element: XmlElement): NormalisationRule | null {
  const pattern = element.children.find((child) => child.name === 'Pattern')?.text;
  const translation = element.children.find((child) => child.name === 'Translation')?.text;
  // An empty Translation is legal and takes the number away; an empty Pattern matches everything: neither is one to hide.
  if (pattern === undefined || translation === undefined) return null;
  return {
    // One character more than is accepted: a pattern that was cut must not be taken for a whole one.
    pattern: clip(pattern, MAX_PATTERN_LENGTH + 1),
    translation: clip(translation, MAX_PATTERN_LENGTH + 1),
    isInternalExtension: readBoolean(childText(element, 'InternalEnterpriseExtension')),
    isForDeviceDialing: readBoolean(childText(element, 'ApplicableForDeviceDialing')),
  };
}
