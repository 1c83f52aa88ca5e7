import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What pidgin-sipe is told of the account that it signs in with. */
export interface SipeAccount {
  /** Without `sip:`. */
  readonly address: string;
  /** As people type it: CONTOSO\alice, or alice@contoso.test. */
  readonly logon: string;
  readonly password: string;
  readonly method: 'ntlm' | 'krb5' | 'tls-dsk';
  /** HOST:PORT; null: found by autodiscover and DNS. */
  readonly server: string | null;
}

/** Writes a configuration folder for finch: one account that signs in at once, and a log of when it was signed on. */
export async function writeFinchFolder(folder: string, account: SipeAccount): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'accounts.xml'), accountsFile(account));
  await writeFile(path.join(folder, 'prefs.xml'), PREFERENCES);
}

function accountsFile({ address, logon, password, method, server }: SipeAccount): string {
  const strings = [
    ['authentication', method],
    ['transport', 'tls'],
    ...(server === null ? [] : [['server', server]]),
  ];
  const settings = strings.map(
    ([name = '', value = '']) => `<setting name='${name}' type='string'>${escaped(value)}</setting>`,
  );
  return `<?xml version='1.0' encoding='UTF-8' ?>
<account version='1.0'>
  <account>
    <protocol>prpl-sipe</protocol>
    <name>${escaped(`${address},${logon}`)}</name>
    <password>${escaped(password)}</password>
    <settings>${settings.join('')}</settings>
    <settings ui='gnt-purple'><setting name='auto-login' type='bool'>1</setting></settings>
  </account>
</account>
`;
}

const PREFERENCES = `<?xml version='1.0' encoding='UTF-8' ?>
<pref version='1' name='/'>
  <pref name='purple'>
    <pref name='logging'>
      <pref name='format' type='string' value='txt'/>
      <pref name='log_system' type='bool' value='1'/>
    </pref>
  </pref>
</pref>
`;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;');
}
