import { lineUri, type Person } from './staff.ts';
import { element, elements } from './xml-element.ts';

const PREFIX = 'http://schemas.microsoft.com/2006/09/sip';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

/** When all of it was published: nobody changes anything here. */
export const PUBLISHED_AT = '2026-10-05T06:58:12.310';

/** What a category of presence holds, by its name. Source: [MS-PRES]. */
export function contentOf(name: string, person: Person): readonly string[] {
  switch (name) {
    case 'state':
      return [state(person)];
    case 'note':
      return note(person);
    case 'contactCard':
      return [contactCard(person)];
    case 'calendarData':
      return [calendarData(person)];
    default:
      return [];
  }
}

function state({ availability }: Person): string {
  return element(
    'state',
    {
      xmlns: `${PREFIX}/state`,
      'xmlns:xsi': XSI,
      'xsi:type': 'aggregateState',
      lastActive: PUBLISHED_AT,
    },
    elements([['availability', availability]]),
  );
}

function note({ note: text }: Person): readonly string[] {
  if (text === null) return [];
  return [element('note', { xmlns: `${PREFIX}/note` }, [element('body', { type: 'personal' }, text)])];
}

function contactCard({ address, displayName, title, department, company, extension }: Person): string {
  return element('contactCard', { xmlns: `${PREFIX}/contactcard` }, [
    element('identity', {}, [
      element('name', {}, elements([['displayName', displayName]])),
      ...elements([['email', address]]),
    ]),
    ...elements([
      ['company', company],
      ['department', department],
      ['title', title],
    ]),
    ...(extension === null
      ? []
      : [element('phone', { type: 'work' }, elements([['uri', lineUri(extension)]]))]),
  ]);
}

/** Free all day, a quarter of an hour for every two bits. */
function calendarData({ address }: Person): string {
  return element('calendarData', { xmlns: `${PREFIX}/calendarData`, mailboxID: address }, [
    element(
      'freeBusy',
      { startTime: '2026-10-05T00:00:00Z', granularity: 'PT15M', encodingVersion: '1' },
      Buffer.alloc(24).toString('base64'),
    ),
  ]);
}
