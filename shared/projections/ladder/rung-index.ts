import type { Protocol, StepId } from '../../run/ids.ts';
import type { DraftRung } from './draft.ts';
import { PC_LANE } from './lanes.ts';

/** As far back as is looked for what failed in one flow: a log of a flow that fails again and again is read in linear time. */
const LOOK_BACK = 1_000;

/** Rungs by what later events know them by, so that no event goes through all of them. */
export interface RungIndex {
  add(rung: DraftRung): void;
  /** The last one of a protocol in a flow; of HTTP the one to this URL, of SIP one that we began. */
  latest(protocol: Protocol, flow: string | null, url?: string): DraftRung | null;
  /** As latest, of those that wait for an answer. */
  latestOpen(protocol: Protocol, flow: string | null, url?: string): DraftRung | null;
  /** The last one of a flow, questions for names left out. */
  lastInFlow(flow: string): DraftRung | null;
  lastFailedInFlow(flow: string): DraftRung | null;
  lastHttp(url: string): DraftRung | null;
  /** The last connection or handshake with a place, of any step or of one. host: as canonicalName has it. */
  lastConnection(host: string, port: number, step?: StepId): DraftRung | null;
  /** The steps for which anything was done. */
  readonly steps: ReadonlySet<StepId>;
}

interface Row {
  last: DraftRung;
  /** Those still open, with closed ones among them until they come to the end. */
  readonly open: DraftRung[];
}

export function openRungIndex(): RungIndex {
  const rows = new Map<string, Row>();
  const flows = new Map<string, DraftRung[]>();
  const lastInFlow = new Map<string, DraftRung>();
  const http = new Map<string, DraftRung>();
  const connections = new Map<string, DraftRung>();
  const steps = new Set<StepId>();

  return {
    steps,
    add(rung) {
      const { protocol, flow, url, host, port, step } = rung;
      steps.add(step);
      const detail = protocol === 'sip' && rung.toLane === PC_LANE ? 'in' : (url ?? '');
      const key = rowKey(protocol, flow, detail);
      const row = rows.get(key);
      if (row === undefined) rows.set(key, { last: rung, open: [rung] });
      else {
        row.last = rung;
        row.open.push(rung);
      }
      if (flow !== null) {
        const inFlow = flows.get(flow);
        if (inFlow === undefined) flows.set(flow, [rung]);
        else inFlow.push(rung);
        if (protocol !== 'dns') lastInFlow.set(flow, rung);
      }
      if (protocol === 'http' && url !== null) http.set(url, rung);
      if (protocol === 'tcp' || protocol === 'tls') {
        connections.set(`${host}:${port}`, rung);
        connections.set(`${host}:${port} ${step}`, rung);
      }
    },
    latest: (protocol, flow, url = '') => rows.get(rowKey(protocol, flow, url))?.last ?? null,
    latestOpen(protocol, flow, url = '') {
      const open = rows.get(rowKey(protocol, flow, url))?.open ?? [];
      // A rung that was closed is never opened again.
      while (open.at(-1)?.isOpen === false) open.pop();
      return open.at(-1) ?? null;
    },
    lastInFlow: (flow) => lastInFlow.get(flow) ?? null,
    lastFailedInFlow: (flow) =>
      (flows.get(flow) ?? []).slice(-LOOK_BACK).findLast(({ outcome }) => outcome === 'failed') ?? null,
    lastHttp: (url) => http.get(url) ?? null,
    lastConnection: (host, port, step) =>
      connections.get(`${host}:${port}${step === undefined ? '' : ` ${step}`}`) ?? null,
  };
}

function rowKey(protocol: Protocol, flow: string | null, detail: string): string {
  return `${protocol} ${detail} ${flow ?? ''}`;
}
