import path from 'node:path';
import { expect, it } from 'vitest';
import type { WireMessage } from '../../shared/bundle/messages/wire-messages.ts';
import { exportRun } from '../support/exported-bundle.ts';
import { capinfos, describeCapture } from '../support/exported-messages.ts';
import { describeWith } from '../support/programs.ts';
import { dialogsIn, sngrep } from '../support/sngrep.ts';
import { openCapture, tshark } from '../support/tshark.ts';

/** Method or status, with the Call-ID and CSeq by which messages are told apart. */
function tokens({ text }: WireMessage): readonly string[] {
  const [startLine = ''] = text.split('\r\n');
  const header = (name: string): string => new RegExp(`^${name}: (.*)$`, 'im').exec(text)?.[1]?.trim() ?? '';
  const [first = '', second = ''] = startLine.split(' ');
  return [first === 'SIP/2.0' ? second : first, header('Call-ID'), header('CSeq')];
}

/** Every SIP message of a capture as tshark takes it apart. */
async function messagesOf(file: string): Promise<readonly (readonly string[])[]> {
  const read = await openCapture(file, null, new Map()).messages(
    'sip',
    'sip.Method',
    'sip.Status-Code',
    'sip.Call-ID',
    'sip.CSeq',
  );
  return read.map((of) => [of['sip.Status-Code'] || of['sip.Method'], of['sip.Call-ID'], of['sip.CSeq']]);
}

const CASES = [
  // Several registrars.
  ['redirect-other-pool', 'standard'],
  ['redirect-other-pool', 'strict'],
  // Messages of the server, and our answers to them.
  ['settings-notify-late', 'standard'],
  ['tls-dsk', 'strict'],
] as const;

describeWith([tshark, capinfos], 'tshark on the SIP messages of a bundle', () => {
  it.each(CASES)('reads every one of %s (%s) in its connection', async (scenario, level) => {
    await using run = await exportRun(scenario, level);
    const sip = run.messages.filter(({ protocol }) => protocol === 'sip');
    const capture = openCapture(run.sipFile, null, new Map());

    expect(sip.length).toBeGreaterThan(20);
    expect(await messagesOf(run.sipFile)).toEqual(sip.map(tokens));
    expect(await capture.fields('tcp', 'ip.src', 'tcp.srcport', 'ip.dst', 'tcp.dstport')).toEqual(
      sip.map(({ source, destination }) => [
        source.address,
        String(source.port),
        destination.address,
        String(destination.port),
      ]),
    );
    // Nothing lost, sent again or out of order.
    expect(await capture.read('tcp.analysis.flags || _ws.malformed')).toEqual([]);
    expect((await describeCapture(run.sipFile)).get('Strict time order')).toBe('True');
  });
});

describeWith([sngrep, tshark], 'sngrep on the SIP messages of a bundle', () => {
  it.each(CASES)('shows the dialogs of %s (%s) with their messages', async (scenario, level) => {
    await using run = await exportRun(scenario, level);
    const shownFile = path.join(run.folder.path, 'shown.pcap');
    // It does not know SERVICE, which only [MS-CONFBAS] and its like have, and leaves out what belongs to it.
    const known = run.messages
      .filter(({ protocol }) => protocol === 'sip')
      .map(tokens)
      .filter(([, , cseq = '']) => !cseq.endsWith('SERVICE'));

    const dialogs = await dialogsIn(run.sipFile, shownFile);

    expect(known.length).toBeGreaterThan(10);
    expect(dialogs).toBe(new Set(known.map(([, callId]) => callId)).size);
    expect(await messagesOf(shownFile)).toEqual(known);
  });
});
