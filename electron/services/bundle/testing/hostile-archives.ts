import { deflateRawSync } from 'node:zlib';
import { UTF8, word, writeArchive, type WrittenEntry } from './archive-writer.ts';
import { bundleWithout, exampleBundle, exampleEntries, exampleManifest, RUN_JSON } from './example-bundle.ts';

/** An archive that nobody may be asked to trust, with what is said of it. */
export type HostileArchive = readonly [name: string, archive: Uint8Array, sentence: string];

const NAMED = (path: string): string => `A file in it has a name that is not allowed: ${path}`;
const ZIP64 = 'It is packed in the form for very large archives (ZIP64), which a bundle never is.';
const BEHIND = 'There is something behind the end of the archive.';
const INCOMPLETE = 'It is incomplete: its end is missing. Ask for it to be sent again.';
const DIRECTORY = 'The list of files in it is damaged.';
const FOREIGN = 'There is something in it that belongs to none of its files.';
const OVERLAPPING = 'Files in it overlap one another.';
const BOMB = 'It unpacks to more than 200 times its size.';
const LARGE = 'It is larger than 200 MB when it is unpacked.';
const ENCRYPTED = 'It is encrypted; ask for it to be sent without a password.';
const PARTS = 'It is one part of an archive of several parts.';
const contradicts = (path: string): string => `What it says of ${path} contradicts itself.`;
const special = (path: string): string => `${path} in it is a link or a device.`;

const good = exampleBundle();
const [run, ...rest] = exampleEntries();
const extra = (entry: WrittenEntry): Uint8Array => exampleBundle([{ content: 'x', ...entry }]);
const named = (name: string | Uint8Array, flags = UTF8): Uint8Array => extra({ name, flags });
const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes);
/** What deflate makes of zeros, about a thousand times smaller. */
const packedZeros = deflateRawSync(zeros(1_000_000));
const ZIP64_LOCATOR = word(0x07064b50, 0, 0, 0, 1);
const zip64Sizes = Buffer.concat([Buffer.from([1, 0, 16, 0]), word(10, 0, 10, 0)]);
const mode = (type: number): number => (type | 0o777) << 16;

const names: readonly HostileArchive[] = [
  ['a path out of the folder', named('../run.json'), NAMED('../run.json')],
  ['a path out of a folder in it', named('a/../../b'), NAMED('a/../../b')],
  ['an absolute path', named('/etc/passwd'), NAMED('/etc/passwd')],
  ['a path that stays where it is', named('./run.json'), NAMED('./run.json')],
  ['an empty part', named('a//b'), NAMED('a//b')],
  ['a drive', named('C:/Windows/x'), NAMED('C:/Windows/x')],
  ['a drive without a folder', named('c:x'), NAMED('c:x')],
  ['a share', named('//server/share/x'), NAMED('//server/share/x')],
  ['a share with backslashes', named('\\\\server\\share'), NAMED('\\\\server\\share')],
  ['a backslash', named('a\\..\\b'), NAMED('a\\..\\b')],
  ['a stream behind a file', named('run.json:x'), NAMED('run.json:x')],
  ['a device of Windows', named('sub/CON.txt'), NAMED('sub/CON.txt')],
  ['a dot that Windows drops', named('manifest.json.'), NAMED('manifest.json.')],
  ['a zero byte', named('run.json\0.txt'), NAMED('run.json\\x00.txt')],
  ['a line end', named('a\nb'), NAMED('a\\nb')],
  ['a turned reading order', named('report\u202efdp.exe'), NAMED('report\\u202efdp.exe')],
  ['a character that is not seen', named('run.json\ufeff'), NAMED('run.json\\ufeff')],
  ['no name', named(''), 'A file in it has no name.'],
  ['a name of 256 bytes', named('a'.repeat(256)), 'A file in it has a name that is too long.'],
  ['a name of 60 kB', named('a'.repeat(60_000)), 'A file in it has a name that is too long.'],
  ['no UTF-8', named(Buffer.from([0x61, 0xff])), 'A file in it has a name that is not Unicode (UTF-8).'],
  [
    'an overlong slash',
    named(Buffer.from([0x2e, 0xc0, 0xaf])),
    'A file in it has a name that is not Unicode (UTF-8).',
  ],
  ['a name of an old code page', named('é', 0), 'A file in it has a name that is not Unicode (UTF-8).'],
  [
    'the same name twice',
    writeArchive([...exampleEntries(), { name: 'run.json', content: '{}' }]),
    'run.json is in it twice.',
  ],
  ['the same name but for its case', named('RUN.json'), 'RUN.json is in it twice.'],
  [
    'the same name in another form',
    exampleBundle([{ name: 'é' }, { name: 'e\u0301' }]),
    'e\u0301 is in it twice.',
  ],
  ['a folder and a file of one name', extra({ name: 'run.json/', content: '' }), 'run.json is in it twice.'],
];

const kinds: readonly HostileArchive[] = [
  ['a link', extra({ name: 'a', content: '/etc/passwd', attributes: mode(0o120000) }), special('a')],
  [
    'a link in place of the run',
    exampleBundle([{ name: 'run.json', attributes: mode(0o120000) }]),
    special('run.json'),
  ],
  [
    'a link made on a Mac',
    extra({ name: 'a', versionMadeBy: 0x131e, attributes: mode(0o120000) }),
    special('a'),
  ],
  [
    'a link that says it is of Windows',
    extra({ name: 'a', versionMadeBy: 0x0014, attributes: mode(0o120000) }),
    special('a'),
  ],
  ['a device', extra({ name: 'a', attributes: mode(0o020000) }), special('a')],
  ['a disk', extra({ name: 'a', attributes: mode(0o060000) }), special('a')],
  ['a pipe', extra({ name: 'a', attributes: mode(0o010000) }), special('a')],
  ['a socket', extra({ name: 'a', attributes: mode(0o140000) }), special('a')],
  ['a folder with the name of a file', extra({ name: 'a', attributes: mode(0o040000) }), special('a')],
  [
    'a folder with content',
    extra({ name: 'a/', attributes: mode(0o040000) }),
    'a in it is a folder with content.',
  ],
  ['an encrypted file', extra({ name: 'a', flags: UTF8 | 1 }), ENCRYPTED],
  ['a strongly encrypted file', extra({ name: 'a', flags: UTF8 | 0x41 }), ENCRYPTED],
  ['an encrypted list', extra({ name: 'a', flags: UTF8 | 0x2000 }), ENCRYPTED],
  ['encrypted by its header only', extra({ name: 'a', local: { flags: UTF8 | 1 } }), contradicts('a')],
  ...[1, 9, 12, 14, 93, 95, 99].map((method): HostileArchive => [
    `packing method ${method}`,
    extra({ name: 'a', method }),
    'a is packed in a way that Rungs does not read.',
  ]),
];

const sizes: readonly HostileArchive[] = [
  ['a small file that becomes very large', extra({ name: 'a', content: zeros(1_000_000) }), BOMB],
  ['one that says it is 4 GB', extra({ name: 'a', bytes: 0xfffffffe }), LARGE],
  [
    'many that are too large together',
    exampleBundle(
      Array.from({ length: 12 }, (_, index) => ({
        name: `${index}`,
        bytes: 20_000_000,
        packed: zeros(100_000),
      })),
    ),
    LARGE,
  ],
  [
    'a run that is said to be smaller than it is',
    exampleBundle([{ name: 'run.json', bytes: 100 }]),
    'Its run.json cannot be read. It is damaged: it is not the JSON that Rungs writes. It was damaged on the way; ask for it to be sent again.',
  ],
  [
    'a run that swells without end',
    exampleBundle([{ name: 'run.json', packed: packedZeros, bytes: 60_000 }]),
    'Its run.json cannot be read. It is damaged: it is not the JSON that Rungs writes. It was damaged on the way; ask for it to be sent again.',
  ],
  [
    'a run larger than a log can be',
    exampleBundle([{ name: 'run.json', packed: zeros(700_000), bytes: 134_217_729 }]),
    'Its run.json is too large.',
  ],
  [
    'too many files',
    writeArchive(Array.from({ length: 1_001 }, (_, index) => ({ name: `${index}`, isStored: true }))),
    'It holds 1001 files; a bundle has at most 1000.',
  ],
  ['more files than it says', writeArchive(exampleEntries(), { entries: 3, entriesHere: 3 }), DIRECTORY],
  ['fewer files than it says', writeArchive(exampleEntries(), { entries: 9, entriesHere: 9 }), DIRECTORY],
  ['a stored file of another size', extra({ name: 'a', isStored: true, bytes: 2 }), contradicts('a')],
];

const structure: readonly HostileArchive[] = [
  ['nothing', new Uint8Array(), 'The file is empty.'],
  [
    'another kind of file',
    Buffer.from('%PDF-1.7 and much more of it that is no archive'),
    'It is not a bundle of Rungs.',
  ],
  ['a few bytes of an archive', Buffer.from('PK\x03\x04'), INCOMPLETE],
  ['a truncated list', good.subarray(0, -30), INCOMPLETE],
  ['half of it', good.subarray(0, good.length / 2), INCOMPLETE],
  ['all but its last byte', good.subarray(0, -1), INCOMPLETE],
  ['something behind it', exampleBundle([], { suffix: Buffer.from('MZ') }), BEHIND],
  ['another archive behind it', Buffer.concat([good, good]), DIRECTORY],
  ['a comment', exampleBundle([], { comment: Buffer.from('hello') }), BEHIND],
  ['an archive in its comment', exampleBundle([], { comment: Buffer.from(good) }), DIRECTORY],
  [
    'a comment that is cut off',
    exampleBundle([], { commentBytes: 40 }),
    'It is incomplete: its end is missing.',
  ],
  [
    'a program in front, reckoned with',
    exampleBundle([], { prefix: Buffer.from('MZ and a program') }),
    FOREIGN,
  ],
  [
    'a program in front, not reckoned with',
    Buffer.concat([Buffer.from('MZ and a program'), good]),
    DIRECTORY,
  ],
  [
    'a file that is not listed',
    writeArchive([...exampleEntries(), { name: 'a', content: 'b', isUnlisted: true }]),
    FOREIGN,
  ],
  ['bytes between two files', exampleBundle([{ name: 'report.html', behind: zeros(100) }]), FOREIGN],
  ['bytes between the list and the end', exampleBundle([], { before: zeros(10) }), DIRECTORY],
  [
    'two names for one file',
    writeArchive([...exampleEntries(), { ...run, name: 'a', localOffset: 0, isListedOnly: true }]),
    OVERLAPPING,
  ],
  ['a file inside of another', overlapping(), OVERLAPPING],
  [
    'a file that reaches into the list',
    exampleBundle([{ name: 'manifest.json', isStored: true, bytes: 9_000, packedBytes: 9_000 }]),
    contradicts('manifest.json'),
  ],
  [
    'a header that is not there',
    writeArchive([...exampleEntries(), { name: 'a', localOffset: 0xfffffff0, isListedOnly: true }]),
    FOREIGN,
  ],
  ['a list that is not there', exampleBundle([], { directoryStart: 0x7fffffff }), DIRECTORY],
  ['a list that begins elsewhere', exampleBundle([], { directoryStart: 0 }), DIRECTORY],
  ['a list that is longer', exampleBundle([], { directoryBytes: 10 }), DIRECTORY],
  [
    'a field that is longer than its place',
    extra({ name: 'a', extra: Buffer.from([9, 9, 200, 0, 1]) }),
    DIRECTORY,
  ],
  [
    'another name in the header',
    exampleBundle([{ name: 'run.json', local: { name: 'nur.json' } }]),
    contradicts('run.json'),
  ],
  [
    'another size in the header',
    exampleBundle([{ name: 'run.json', local: { bytes: 5 } }]),
    contradicts('run.json'),
  ],
  [
    'another sum in the header',
    exampleBundle([{ name: 'run.json', local: { crc32: 5 } }]),
    contradicts('run.json'),
  ],
  [
    'another method in the header',
    exampleBundle([{ name: 'run.json', local: { method: 0 } }]),
    contradicts('run.json'),
  ],
  ['one of several disks', exampleBundle([], { disk: 1 }), PARTS],
  ['files on another disk', exampleBundle([], { entriesHere: 2 }), PARTS],
  ['ZIP64 by its end', exampleBundle([], { before: ZIP64_LOCATOR }), ZIP64],
  ['ZIP64 by its sizes', exampleBundle([], { entries: 0xffff, entriesHere: 0xffff }), ZIP64],
  ['ZIP64 by the place of the list', exampleBundle([], { directoryStart: 0xffffffff }), ZIP64],
  [
    'ZIP64 in a file',
    extra({ name: 'a', bytes: 0xffffffff, packedBytes: 0xffffffff, extra: zip64Sizes }),
    ZIP64,
  ],
  [
    'ZIP64 of which half is there',
    extra({ name: 'a', bytes: 0xffffffff, extra: Buffer.from([1, 0, 2, 0, 1, 1]) }),
    DIRECTORY,
  ],
];

const contents: readonly HostileArchive[] = [
  ['no files', writeArchive([]), 'It holds no run.json, without which it is no bundle of Rungs.'],
  [
    'another program’s archive',
    writeArchive([{ name: 'word/document.xml', content: '<a/>' }]),
    'It holds no run.json, without which it is no bundle of Rungs.',
  ],
  ['no run', bundleWithout('run.json'), 'It holds no run.json, without which it is no bundle of Rungs.'],
  [
    'the run in a folder',
    writeArchive([{ ...run, name: 'bundle/run.json' }, ...rest]),
    'It holds no run.json, without which it is no bundle of Rungs.',
  ],
  [
    'a run in UTF-16',
    exampleBundle([{ name: 'run.json', content: Buffer.from(`\ufeff${RUN_JSON}`, 'utf16le') }]),
    'Its run.json cannot be read. It is damaged: it is no text.',
  ],
  [
    'a run that is another bundle',
    exampleBundle([{ name: 'run.json', content: good }]),
    'Its run.json cannot be read. It is damaged: it is no text.',
  ],
  [
    'a run that is cut off',
    exampleBundle([{ name: 'run.json', content: RUN_JSON.slice(0, 900) }]),
    'Its run.json cannot be read. It is damaged: it is not the JSON that Rungs writes.',
  ],
  [
    'a run that is packed wrongly',
    exampleBundle([{ name: 'run.json', packed: zeros(900) }]),
    'Its run.json cannot be read. It is damaged: it is not the JSON that Rungs writes. It was damaged on the way; ask for it to be sent again.',
  ],
  [
    'a run of a newer version',
    exampleBundle([{ name: 'run.json', content: RUN_JSON.replace('"version": 1', '"version": 2') }]),
    'Its run.json cannot be read. It was saved by a newer Rungs (version 2 of the format, this one knows 1). Update Rungs to open it.',
  ],
  [
    'a bundle of a newer version',
    exampleBundle([{ name: 'manifest.json', content: exampleManifest({ version: 7, files: 'elsewhere' }) }]),
    'It was saved by a newer Rungs (version 7 of the format, this one knows 1). Update Rungs to open it.',
  ],
];

export const HOSTILE_ARCHIVES: readonly HostileArchive[] = [
  ...names,
  ...kinds,
  ...sizes,
  ...structure,
  ...contents,
];

/** The second file of the list lies in the data of the first. */
function overlapping(): Uint8Array {
  const inner = writeArchive([{ name: 'b', content: 'inner', isUnlisted: true }], { entries: 0 }).subarray(
    0,
    -22,
  );
  return writeArchive([
    { name: 'a', content: inner, isStored: true },
    { name: 'b', content: 'inner', isListedOnly: true, localOffset: 31 },
  ]);
}
