import { isMicrosoftCloudHost } from '../../lib/microsoft-cloud.ts';
import type { Decision } from './decision.ts';
import type { CandidateFact, DiscoveryFacts } from './discovery.ts';
import type { NameFacts } from './names.ts';
import type { RedirectionFacts } from './redirection.ts';
import { hostAsked } from './web.ts';

/** A place where this run was pointed to Microsoft's cloud. */
export interface CloudSign {
  readonly how: 'redirect' | 'srv' | 'alias' | 'autodiscover' | 'name';
  /** The record, name or server that points there. */
  readonly from: string;
  /** The host in the cloud. */
  readonly host: string;
  /** What discovery made of it; null: a server sent us. */
  readonly candidate: CandidateFact | null;
  readonly evidence: readonly number[];
}

export interface CloudFacts {
  /** Where the sign-in ended because it leads there. */
  readonly end: CloudSign | null;
  /** The server that answered is one of the cloud, and nobody wanted to sign in. */
  readonly used: CloudSign | null;
  /** Records that lead there beside others that decided. */
  readonly beside: readonly CloudSign[];
}

interface Sources {
  readonly discovery: DiscoveryFacts;
  readonly names: NameFacts;
  readonly redirection: RedirectionFacts;
  readonly decision: Decision;
}

export function cloudFactsOf({ discovery, names, redirection, decision }: Sources): CloudFacts {
  const signs = discovery.candidates.flatMap((candidate) => signOf(candidate, names) ?? []);
  const decisive = decisiveSign(signs, decision, names);
  const end = redirectSign(redirection) ?? (decision.kind === 'failed' ? decisive : null);
  const used = decision.kind === 'reachable' ? decisive : null;
  const isSettled = decision.kind === 'reachable' || decision.kind === 'failed';
  return {
    end,
    used,
    beside: isSettled ? signs.filter((sign) => sign !== end && sign !== used) : [],
  };
}

/** true: the record or name leads to the cloud, as written or as an alias. */
export function isInCloud(host: string, names: NameFacts): boolean {
  return isMicrosoftCloudHost(host) || isMicrosoftCloudHost(names.addressOf(host)?.alias ?? '');
}

function redirectSign({ hops, concluded }: RedirectionFacts): CloudSign | null {
  const last = hops.at(-1);
  if (concluded?.outcome !== 'moved-to-cloud' || last === undefined) return null;
  const place = last.contacts.find(({ standing }) => standing === 'cloud')?.place ?? null;
  const evidence = [...(last.answerSeq === null ? [] : [last.answerSeq]), last.seq, concluded.seq];
  return { how: 'redirect', from: last.from.host, host: place?.host ?? '', candidate: null, evidence };
}

function decisiveSign(signs: readonly CloudSign[], decision: Decision, names: NameFacts): CloudSign | null {
  if (decision.kind === 'open' || decision.kind === 'cancelled') return null;
  if (decision.kind === 'failed' && decision.step === 'discovery') {
    const { candidate } = decision;
    if (candidate === null) return signs[0] ?? null;
    return signs.find((sign) => sign.candidate === candidate) ?? null;
  }
  const { endpoint, registration, connections, name } = decision.endpoint;
  if (decision.home !== decision.endpoint || !isInCloud(endpoint.host, names)) return null;
  const found = signs.find(({ candidate }) => candidate?.candidate.via === endpoint.via);
  if (found !== undefined) return found;
  const { host } = endpoint;
  const seen = [registration?.requestSeq ?? connections[0]?.startedSeq].filter((seq) => seq !== undefined);
  return { how: 'name', from: host, host, candidate: null, evidence: [...(name?.evidence ?? []), ...seen] };
}

/** null: it leads elsewhere. */
function signOf(at: CandidateFact, names: NameFacts): CloudSign | null {
  const { candidate, name, legs, hops, seq } = at;
  const from = candidate.name;
  const sign = (how: CloudSign['how'], host: string, more: readonly number[] = []): CloudSign => ({
    how,
    from,
    host,
    candidate: at,
    evidence: [...(name?.evidence ?? []), ...more, seq],
  });
  const alias = name?.alias ?? '';
  if (isMicrosoftCloudHost(alias)) return sign('alias', alias);
  if (isMicrosoftCloudHost(from)) return sign('name', from);
  const target = name?.srv.find((one) => isInCloud(one.target, names));
  if (target !== undefined) return sign('srv', target.target, names.addressOf(target.target)?.evidence);
  const hop = hops.find(({ to }) => isMicrosoftCloudHost(hostAsked(to)));
  if (hop !== undefined) return sign('autodiscover', hostAsked(hop.to), [hop.seq]);
  const document = legs.map((leg) => leg.document).find((one) => namesCloud(one?.document ?? null)) ?? null;
  if (document !== null) {
    const { sipClientInternalAccess: inside, sipClientExternalAccess: outside } = document.document;
    return sign('autodiscover', (outside ?? inside)?.fqdn ?? '', [document.seq]);
  }
  const endpoint = candidate.endpoints.find(({ host }) => isInCloud(host, names));
  if (endpoint === undefined) return null;
  const how = candidate.via === 'srv-internal' || candidate.via === 'srv-external' ? 'srv' : 'name';
  return sign(at.isAutodiscover ? 'autodiscover' : how, endpoint.host);
}

type Document = NonNullable<CandidateFact['legs'][number]['document']>['document'];

function namesCloud(document: Document | null): boolean {
  return [document?.sipClientInternalAccess, document?.sipClientExternalAccess].some((access) =>
    isMicrosoftCloudHost(access?.fqdn ?? ''),
  );
}
