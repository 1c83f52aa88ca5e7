import type { LoggedEventOf } from '../../events/catalogue.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import { STEP_IDS, type StepId } from '../../run/ids.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import { visible } from '../../lib/text.ts';
import { stepOf } from '../../steps/steps.ts';
import { foundBy } from '../describe/discovery.ts';
import { hostAndPort } from '../describe/dns.ts';
import { duration } from '../../lib/duration.ts';
import { addNote, type Draft } from './draft.ts';

export type LocalEvent = LoggedEventOf<
  | 'discovery.candidate.concluded'
  | 'discovery.wildcard.probed'
  | 'discovery.concluded'
  | 'connectivity.endpoint.selected'
  | 'limit.exceeded'
  | 'probe.crashed'
  | 'run.timedOut'
  | 'run.cancelled'
>;

/** What was decided on this PC. The candidates one by one are in the decision's details. */
export function foldLocal(draft: Draft, event: LocalEvent): void {
  switch (event.kind) {
    case 'discovery.candidate.concluded':
      promiseHosts(draft, event.data.endpoints);
      draft.discoveryEvidence.push(event.seq);
      return;
    case 'discovery.wildcard.probed':
      draft.discoveryEvidence.push(event.seq);
      return;
    case 'discovery.concluded': {
      promiseHosts(draft, event.data.endpoints);
      draft.discoveryEvidence.push(event.seq);
      const { endpoints, chosen } = event.data;
      const endpoint = chosen === null ? undefined : endpoints[chosen];
      const text =
        endpoint === undefined
          ? 'No server found'
          : `Uses ${hostAndPort(endpoint.host, endpoint.port)}, ${foundBy(endpoint.via)}`;
      addNote(draft, event, {
        topic: 'decision',
        step: 'discovery',
        text,
        outcome: endpoint === undefined ? 'failed' : 'ok',
        isUsed: endpoint !== undefined,
        evidence: draft.discoveryEvidence,
      });
      return;
    }
    case 'connectivity.endpoint.selected': {
      const { host, port } = event.data.endpoint;
      addNote(draft, event, {
        topic: 'endpoint-selected',
        // A target of a redirect belongs to the way there.
        step: event.step === 'redirection' ? 'redirection' : 'connectivity',
        text: `Goes on with ${hostAndPort(host, port)}`,
        outcome: 'ok',
        isUsed: true,
      });
      return;
    }
    case 'limit.exceeded':
      addNote(draft, event, {
        topic: 'limit',
        step: event.step ?? 'discovery',
        text: `More than Rungs reads: ${visible(event.data.what, 120)} (limit ${event.data.allowed})`,
        outcome: 'warning',
      });
      return;
    case 'probe.crashed':
      addNote(draft, event, {
        topic: 'crashed',
        step: event.step ?? currentStep(draft),
        text: `Rungs itself failed here: ${visible(event.data.message, 200)}`,
        outcome: 'failed',
      });
      return;
    case 'run.timedOut':
      addNote(draft, event, {
        topic: 'timed-out',
        step: currentStep(draft),
        text: `Stopped: the time for a whole run, ${duration(event.data.budgetMs)}, is over`,
        outcome: 'failed',
      });
      return;
    case 'run.cancelled': {
      const step = currentStep(draft);
      const text = `Cancelled at step ${stepOf(step).number}, ${stepOf(step).title}`;
      addNote(draft, event, { topic: 'cancelled', step, text, outcome: 'cancelled' });
      return;
    }
  }
}

/** A host-name candidate is a guess; the others name a server, and so promise that its name has an address. */
function promiseHosts(draft: Draft, endpoints: readonly SipEndpoint[]): void {
  for (const { host, via } of endpoints) {
    if (!via.startsWith('host-')) draft.promisedNames.add(canonicalName(host));
  }
}

/** The furthest step that anything was done for: what the run was at. */
function currentStep({ index }: Draft): StepId {
  return STEP_IDS.findLast((step) => index.steps.has(step)) ?? 'discovery';
}
