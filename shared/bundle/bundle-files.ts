import type { LoggedEvent } from '../events/catalogue.ts';
import { judgeRun } from '../findings/judge.ts';
import { comparison } from '../projections/comparison/comparison.ts';
import { runDocument } from '../projections/run-document.ts';
import { redactLog, type KnownIdentities, type RedactedLog } from '../redaction/redact-log.ts';
import { comparisonHtml } from '../report/comparison-html.ts';
import { ladderSvg } from '../report/ladder-svg.ts';
import { reportHtml } from '../report/report-html.ts';
import type { RunOrigin } from '../run/origin.ts';
import type { BundleFile } from './bundle-file.ts';
import { certificateFiles } from './certificates/certificate-files.ts';
import { environmentJson } from './environment.ts';
import { messagesPcapng } from './messages/messages-pcapng.ts';
import { messagesText } from './messages/messages-text.ts';
import { sipPcap } from './messages/sip-pcap.ts';

/** A run to take along: whose log it is, and how much of it the receiver may see. */
export interface BundleRequest {
  readonly log: readonly LoggedEvent[];
  readonly origin: RunOrigin;
  readonly level: 'standard' | 'strict';
  /** Epoch ms. */
  readonly savedAt: number;
  /** Who saves it, on which computer. */
  readonly savedBy: string | null;
  readonly tool: { readonly name: string; readonly version: string };
  readonly known: KnownIdentities;
  /** Another run that the report compares this one with. */
  readonly comparedWith: {
    readonly log: readonly LoggedEvent[];
    readonly label: string;
    readonly ownLabel: string;
  } | null;
}

export interface BundleContents {
  /** Everything but what needs a printer or the sums of the others. */
  readonly files: readonly BundleFile[];
  readonly savedBy: string | null;
  readonly redacted: RedactedLog;
}

/**
 * The files of a bundle, made from the redacted log alone: what that does not hold cannot get into any of them.
 * The compared run is redacted together with it, so that what is alike in both gets the same stand-in.
 */
export function bundleFiles(request: BundleRequest): BundleContents {
  const { log, level, savedAt, tool, known, comparedWith } = request;
  const both = redactLog([...log, ...(comparedWith?.log ?? [])], level, known);
  const own = both.events.slice(0, log.length);
  const savedBy = level === 'strict' ? null : request.savedBy;
  const origin = level === 'strict' ? withoutNames(request.origin) : request.origin;
  const findings = judgeRun(own);
  const about = { savedAt, savedBy, tool, redaction: level, origin };
  const section =
    comparedWith === null
      ? undefined
      : comparisonHtml(comparison(own, both.events.slice(log.length), { hasSharedPseudonyms: true }), {
          a: both.redactText(comparedWith.ownLabel),
          b: both.redactText(comparedWith.label),
        });
  return {
    savedBy,
    redacted: both,
    files: [
      { path: 'run.json', content: JSON.stringify(runDocument(own, judgeRun), null, 1) },
      { path: 'report.html', content: reportHtml(own, findings, about, section) },
      { path: 'ladder.svg', content: ladderSvg(own).svg },
      { path: 'messages.txt', content: messagesText(own) },
      { path: 'messages.pcapng', content: messagesPcapng(own, tool) },
      { path: 'sip.pcap', content: sipPcap(own) },
      ...certificateFiles(own),
      { path: 'environment.json', content: environmentJson(own, about) },
    ],
  };
}

/** File names hold people's names, and so may what was noted about them. */
function withoutNames(origin: RunOrigin): RunOrigin {
  switch (origin.kind) {
    case 'live':
    case 'history':
      return origin;
    case 'bundle':
      return { ...origin, fileName: 'a saved check', savedBy: null, notes: [] };
    case 'log':
      return { ...origin, fileName: 'a client log', notes: [] };
  }
}
