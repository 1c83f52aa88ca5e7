import type { LoggedEvent } from '../events/catalogue.ts';
import { pseudonymField } from './strict-fields.ts';
import { Identities } from './identities.ts';
import type { PseudonymKind } from './pseudonyms.ts';
import { withholdHeader, withholdMessageBody } from './secret-messages.ts';
import { withholdSecrets } from './secret-texts.ts';
import { pseudonymBody, pseudonymHeader } from './strict-messages.ts';
import { TextPseudonyms } from './text-pseudonyms.ts';
import { redactEvent, type Redactor } from './walk-event.ts';

/** standard: without secrets. strict: also with pseudonyms for people, hosts, addresses and whatever else tells who it was. */
export type RedactionLevel = 'standard' | 'strict';

/** What is known beside the log of the computer that it comes from. */
export interface KnownIdentities {
  readonly hosts?: readonly string[];
  readonly users?: readonly string[];
}

export interface RedactedLog {
  readonly events: readonly LoggedEvent[];
  /** Another text of the same bundle, with the same pseudonyms. */
  readonly redactText: (text: string) => string;
  /** How many of each kind stand behind pseudonyms; all 0 in standard. */
  readonly counts: Readonly<Record<PseudonymKind | 'address', number>>;
  /** What must be found nowhere any more, for findLeaks. Never part of what is given away. */
  readonly originals: readonly string[];
}

/**
 * Takes out of a log what its receiver must not have; a log from elsewhere is trusted no more than one of ours. Deterministic, and
 * linear in the length of the log; standard twice is standard once. The findings are the same before and after.
 */
export function redactLog(
  log: readonly LoggedEvent[],
  level: RedactionLevel,
  known: KnownIdentities = {},
): RedactedLog {
  const identities = new Identities();
  const withoutSecrets = log.map((event) => redactEvent(event, SECRETS));
  if (level === 'standard') {
    return { events: withoutSecrets, redactText: withholdSecrets, counts: identities.counts, originals: [] };
  }
  const texts = new TextPseudonyms(identities);
  const redactor = pseudonymsWith(identities, texts);
  const learn = (): readonly LoggedEvent[] => {
    for (const host of known.hosts ?? []) identities.host(host, { isNamed: true });
    for (const user of known.users ?? []) identities.user(user);
    return withoutSecrets.map((event) => redactEvent(event, redactor));
  };
  learn();
  identities.settle();
  texts.forget();
  const events = learn();
  return {
    events,
    redactText: (text) => texts.checked(texts.replace(withholdSecrets(text))),
    counts: identities.counts,
    originals: identities.originals,
  };
}

const SECRETS: Redactor = {
  field: (treatment, value) => {
    // Base64 of certificates is long, open, and full of what looks like something else.
    return treatment === 'certificate' && CERTIFICATE.test(value) ? value : withholdSecrets(value);
  },
  header: withholdHeader,
  body: withholdMessageBody,
};

/** DER of a certificate begins with a long SEQUENCE in a long SEQUENCE. */
const CERTIFICATE =
  /^(?:MII[A-Za-z0-9+/\r\n]*={0,2}|(?:-----BEGIN CERTIFICATE-----[A-Za-z0-9+/\r\n]*={0,2}[\r\n]{0,4}-----END CERTIFICATE-----[\r\n]{0,4})+)$/;

function pseudonymsWith(identities: Identities, texts: TextPseudonyms): Redactor {
  const { replace: text, checked, unwrapped } = texts;
  // A word of a language that is to stay stays, even if somebody's name is a part of it.
  const checkedWord = (before: string, after: string): string =>
    before === after ? unwrapped(after) : checked(after);
  return {
    field: (treatment, value, beside) => {
      const replaced = pseudonymField(treatment, value, beside, identities, text);
      return treatment === 'identifier' ? checkedWord(value, replaced) : checked(replaced);
    },
    header: (header) => {
      const [name, value] = pseudonymHeader(header, identities, text);
      return [checkedWord(header[0], name), checked(value)];
    },
    body: (body, headers, protocol) => checked(pseudonymBody(body, headers, protocol, text)),
  };
}
