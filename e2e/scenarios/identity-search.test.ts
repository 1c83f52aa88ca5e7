import { describe, expect, it } from 'vitest';
import { deflateSync } from 'node:zlib';
import { writingsOf } from '../support/written-output.ts';
import { findIdentities } from '../support/identity-search.ts';
import { openLab } from '../support/lab-services.ts';
import { pdfWritings } from '../support/pdf-streams.ts';
import { practiceIdentities } from '../support/practice-identities.ts';

const NAME = 'alice@contoso.test';
const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

/** Where nothing is found, something must be able to be found. */
describe('the search for identities', () => {
  it.each([
    ['text', Buffer.from(`to ALICE@contoso.TEST, who`)],
    ['UTF-16LE', Buffer.from(`x${NAME}`, 'utf16le')],
    ['UTF-16BE', utf16be(`xy${NAME}`)],
    ['base64', Buffer.from(Buffer.from(NAME).toString('base64'))],
    ['base64, alignment 1', Buffer.from(Buffer.from(`x${NAME}y`).toString('base64'))],
    ['base64, alignment 2', Buffer.from(Buffer.from(`xy${NAME}z`).toString('base64url'))],
    ['base64 of UTF-16LE', Buffer.from(Buffer.from(NAME.toUpperCase(), 'utf16le').toString('base64'))],
    ['base64 of UTF-16BE', Buffer.from(utf16be(`z${NAME}`).toString('base64'))],
    ['hex', Buffer.from(Buffer.from(NAME).toString('hex'))],
    ['HEX of UTF-16LE', Buffer.from(Buffer.from(NAME, 'utf16le').toString('hex').toUpperCase())],
    ['a web address', Buffer.from('?sipuri=alice%40contoso.test')],
  ])('finds a name as %s', (_, bytes) => {
    expect(findIdentities([{ name: 'planted', bytes }], [NAME])).not.toEqual([]);
    expect(findIdentities([{ name: 'planted', bytes }], ['carol@contoso.test'])).toEqual([]);
  });

  it('finds a name between the tags of a page, and in what is packed in a PDF', () => {
    const page = Buffer.from('<b>alice</b>@contoso.<wbr>test');
    const pdf = Buffer.concat([
      Buffer.from('1 0 obj\n<</Filter /FlateDecode>> stream\n'),
      deflateSync(utf16be(NAME)),
      Buffer.from('\nendstream\nendobj'),
    ]);

    expect(findIdentities([{ name: 'report.html', bytes: page }], [NAME])).toEqual([
      `report.html: ${NAME} as text`,
    ]);
    expect(findIdentities(pdfWritings(pdf), [NAME])).toEqual([`stream 0 of the PDF: ${NAME} as UTF-16BE`]);
  });

  it('takes a short name only for a whole word', () => {
    const found = (text: string): number =>
      findIdentities([{ name: 'text', bytes: Buffer.from(text) }], ['bob']).length;

    expect([found('ask Bob.'), found('sip:bob@x'), found('bobbin'), found('kabob')]).toEqual([1, 1, 0, 0]);
  });

  it('knows everybody and everything that the practice network shows', async () => {
    await using lab = await openLab('tls-dsk');
    const { events } = (await lab.run()).log;
    const identities = practiceIdentities(events, []);
    const [log] = writingsOf(events);

    const found = findIdentities(log === undefined ? [] : [log], identities);

    const named = new Set(found.map((one) => /^log: (.*) as /.exec(one)?.[1] ?? ''));
    for (const kind of [
      /^alice@contoso\.test$/,
      /^CONTOSO\\alice$/,
      /^Karl Köhler$/,
      /^Project Rowan$/,
      /^fe01\.contoso\.test$/,
      /^webint$/,
      /^\+493023125101$/,
      /^127\.0\.0\.\d+$/,
      // Ids of the device, of the endpoint and of a server.
      /^[\da-f]{8}-[\da-f]{4}-/,
      /^[\da-f]{10}$/,
      /^[\w-]{22}AA$/,
      // Serial number, fingerprint, subject and issuer of certificates.
      /^[\da-f]{32}$/i,
      /^[\da-f]{64}$/i,
      /^CN=fe01\.contoso\.test/,
      /^Rungs Practice Issuing CA$/,
    ]) {
      expect([...named]).toContainEqual(expect.stringMatching(kind));
    }
  });
});
