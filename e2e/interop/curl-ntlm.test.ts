import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  AUTH_URL,
  inner,
  startPracticeWeb,
  ticketRequest,
  WEB,
  type PracticeWeb,
} from '../../electron/lab/testing/web-service-client.ts';
import { gssNtlmssp } from '../support/gss-ntlmssp.ts';
import { describeWith, findProgram, runsWell, type ForeignProgram } from '../support/programs.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const program = findProgram('curl');
const curl: ForeignProgram = { packageName: 'curl', isInstalled: runsWell(program, ['--version']) };

interface Visit {
  readonly status: number;
  readonly body: string;
}

let web: PracticeWeb;
let folder: TemporaryFolder;

/** curl posts the request for a ticket; its secrets come by its configuration, not by its arguments. */
async function askForTicket(
  method: 'ntlm' | 'negotiate' | 'anyauth',
  user: string,
  password: string,
  wish: Parameters<typeof ticketRequest>[0] = {},
): Promise<Visit> {
  const file = (name: string): string => path.join(folder.path, name);
  await writeFile(file('ca.pem'), web.caPem);
  await writeFile(file('request.xml'), ticketRequest(wish));
  // What the NTLM of the system takes for the signed-in user.
  await writeFile(file('users'), `CONTOSO:${user}:${password}\n`);
  const isSignedIn = method === 'negotiate';
  const configuration = [
    `url = "${AUTH_URL}"`,
    method,
    'silent',
    'show-error',
    `user = "${isSignedIn ? ':' : `CONTOSO\\\\${user}:${password}`}"`,
    `cacert = "${file('ca.pem')}"`,
    `connect-to = "${WEB}:443:127.0.0.1:${web.port}"`,
    `data-binary = "@${file('request.xml')}"`,
    'header = "Content-Type: text/xml; charset=utf-8"',
    'write-out = "\\n%{http_code}"',
    'max-time = 60',
  ].join('\n');
  const child = spawn(program ?? 'curl', ['--disable', '--config', '-'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NTLM_USER_FILE: file('users'), KRB5CCNAME: `FILE:${file('no-cache')}` },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part));
  // curl may be over before; its exit code tells.
  child.stdin.on('error', () => undefined);
  child.stdin.end(configuration);
  const [code] = (await once(child, 'close')) as [number | null];
  expect(code).toBe(0);
  const end = output.lastIndexOf('\n');
  return { status: Number(output.slice(end + 1)), body: output.slice(0, end) };
}

beforeEach(async () => {
  [web, folder] = await Promise.all([startPracticeWeb(), createTemporaryFolder('curl')]);
});
afterEach(async () => {
  await web[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describeWith([curl], "the web ticket service against curl's NTLM", () => {
  it('gives a ticket for the right password', async () => {
    const { status, body } = await askForTicket('ntlm', 'alice', 'Rungs!2026');

    expect(status).toBe(200);
    expect(inner(body, 'NameIdentifier')).toBe('sip:alice@contoso.test');
    expect(web.directory.attempts).toEqual([{ account: 'alice', carrier: 'http', ok: true }]);
  });

  it('refuses a wrong one, which was tried once', async () => {
    const { status } = await askForTicket('ntlm', 'alice', 'Winter!2027');

    expect(status).toBe(401);
    expect(web.directory.attempts).toEqual([{ account: 'alice', carrier: 'http', ok: false }]);
  });

  it('says that an account has no SIP', async () => {
    const { status, body } = await askForTicket('ntlm', 'frank', 'Rungs!2026');

    expect(status).toBe(403);
    expect(inner(body, 'ErrorId')).toBe('28000');
  });
});

describeWith([curl, gssNtlmssp], "the web ticket service against the system's SPNEGO", () => {
  it('takes NTLM that is wrapped in SPNEGO, with its MIC', async () => {
    const { status, body } = await askForTicket('negotiate', 'alice', 'Rungs!2026');

    expect(status).toBe(200);
    expect(inner(body, 'NameIdentifier')).toBe('sip:alice@contoso.test');
    expect(web.directory.attempts).toEqual([{ account: 'alice', carrier: 'http', ok: true }]);
  });

  it('refuses a wrong password there too', async () => {
    expect((await askForTicket('negotiate', 'alice', 'Winter!2027')).status).toBe(401);
    expect(web.directory.attempts.map(({ ok }) => ok)).not.toContain(true);
  });
});
