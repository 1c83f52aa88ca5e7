import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { certificateFiles } from '../../shared/bundle/certificates/certificate-files.ts';
import { messagesPcapng } from '../../shared/bundle/messages/messages-pcapng.ts';
import { sipPcap } from '../../shared/bundle/messages/sip-pcap.ts';
import { wireMessages, type WireMessage } from '../../shared/bundle/messages/wire-messages.ts';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import { redactLog } from '../../shared/redaction/redact-log.ts';
import { openLab, type PlanChoices } from './lab-services.ts';
import { createTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
import { openCapture, type Capture } from './tshark.ts';

/** A run of a practice scenario as a bundle holds it, with the files of it that other programs read. */
export interface ExportedRun extends AsyncDisposable {
  readonly folder: TemporaryFolder;
  readonly log: readonly LoggedEvent[];
  readonly messages: readonly WireMessage[];
  readonly capture: Capture;
  readonly captureFile: string;
  /** Its SIP messages once more, with IP and TCP around them. */
  readonly sipFile: string;
  /** Paths of the certificate files. */
  readonly certificates: readonly string[];
  /** The practice network's own authority. */
  readonly authorityFile: string;
}

export async function exportRun(
  scenario: string,
  level: 'standard' | 'strict',
  choices: PlanChoices = {},
): Promise<ExportedRun> {
  const lab = await openLab(scenario);
  const folder = await createTemporaryFolder('export');
  const remove = async (): Promise<void> => folder[Symbol.asyncDispose]();
  try {
    const run = await lab.run(choices);
    const { events } = redactLog(run.log.events, level);
    const captureFile = path.join(folder.path, 'messages.pcapng');
    await writeFile(captureFile, messagesPcapng(events, { name: 'Rungs', version: '1.2.3' }));
    const sipFile = path.join(folder.path, 'sip.pcap');
    await writeFile(sipFile, sipPcap(events));
    const certificates = certificateFiles(events).map(async ({ path: name, content }) => {
      const file = path.join(folder.path, path.basename(name));
      await writeFile(file, content);
      return file;
    });
    return {
      folder,
      log: events,
      messages: wireMessages(events),
      capture: openCapture(captureFile, null, new Map()),
      captureFile,
      sipFile,
      certificates: await Promise.all(certificates),
      authorityFile: await folder.write('practice-authority.pem', lab.lab.caPem),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove();
    throw error;
  } finally {
    await lab[Symbol.asyncDispose]();
  }
}
