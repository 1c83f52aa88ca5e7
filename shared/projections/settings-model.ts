import type { SettingsRequestKind } from '../events/settings-events.ts';
import type { Weight } from '../protocol/settings/healthy-set.ts';
import type { NormalisationRule } from '../protocol/settings/location-profile.ts';
import type { DetailField } from './details-model.ts';

/** What the sign-in brought, as a person can use it. Every text is safe to show, but the rules of `DialPlan.source`. */
export interface SettingsModel {
  /** In the client's order, one row each. */
  readonly requests: readonly RequestRow[];
  /** There is something to look at. */
  readonly hasContent: boolean;
  /** Nothing more is to come. */
  readonly isSettled: boolean;
  readonly overview: readonly DetailField[];
  /** null: not received, as everywhere below. */
  readonly policies: PolicyList | null;
  readonly dialPlan: DialPlan | null;
  readonly services: ServiceList | null;
  readonly media: MediaSettings | null;
  readonly mediaRelay: MediaRelayView | null;
  readonly meetings: MeetingsView | null;
  readonly missing: MissingList;
}

/** left-out: not asked for, or taken back before there was an outcome. */
export type RequestState = 'pending' | 'running' | 'received' | 'failed' | 'left-out';

export interface RequestRow {
  readonly kind: SettingsRequestKind;
  readonly title: string;
  /** What it is good for. */
  readonly purpose: string;
  readonly state: RequestState;
  /** A sentence: what came, or why nothing did. */
  readonly sentence: string;
  /** How it came: status, size, time; empty where there is nothing to say. */
  readonly measure: string;
  /** Seqs, the most telling first. */
  readonly evidence: readonly number[];
}

export interface PolicyList {
  readonly groups: readonly PolicyGroup[];
  /** Settings in all groups. */
  readonly count: number;
  /** Those of them that are policies, and no addresses. */
  readonly policyCount: number;
  /** Groups that are a grammar and no policy: named only. */
  readonly unlisted: readonly { readonly name: string; readonly settings: number }[];
}

export interface PolicyGroup {
  /** As the server spells it. */
  readonly name: string;
  readonly title: string;
  readonly policies: readonly PolicyRow[];
}

export interface PolicyRow {
  readonly setting: string;
  readonly label: string;
  /** "yes" and "no" for a switch. */
  readonly value: string;
  /** null: no switch. */
  readonly isOn: boolean | null;
}

export interface DialPlan {
  readonly name: string;
  readonly facts: readonly DetailField[];
  readonly rules: readonly DialRule[];
  /** Rules beyond those that are kept. */
  readonly omittedRules: number;
  /** The rules as sent, for trying a number; not to be shown. */
  readonly source: { readonly rules: readonly NormalisationRule[] };
}

export interface DialRule {
  /** From 1. */
  readonly number: number;
  readonly pattern: string;
  readonly translation: string;
  readonly isInternalExtension: boolean;
  /** What is odd about it. */
  readonly remarks: readonly Remark[];
}

export interface Remark {
  readonly weight: Weight;
  readonly sentence: string;
}

export interface ServiceList {
  /** On which side of the network's edge this sign-in took place. */
  readonly ownSide: Side;
  readonly services: readonly ServiceRow[];
  /** Web application links that autodiscover gave. */
  readonly ucwa: readonly ServiceAddress[];
}

export type Side = 'internal' | 'external';

export interface ServiceRow {
  readonly label: string;
  /** The server says that it is switched off. */
  readonly isOff: boolean;
  readonly addresses: readonly ServiceAddress[];
}

export interface ServiceAddress {
  /** The setting, or the link of autodiscover, that names it. */
  readonly setting: string;
  /** null: it is said of neither side. */
  readonly side: Side | null;
  readonly url: string;
  readonly reach: Reach;
}

export interface Reach {
  readonly state: 'reached' | 'failed' | 'pending' | 'not-tried';
  readonly words: string;
  readonly tookMs: number | null;
  readonly evidence: readonly number[];
}

/** What firewall people ask for, and how the client is set up. */
export interface MediaSettings {
  readonly encryption: DetailField | null;
  /** null: the server says neither. */
  readonly isPortRangeEnabled: boolean | null;
  readonly portRanges: readonly DetailField[];
  readonly client: readonly DetailField[];
}

export interface MediaRelayView {
  readonly facts: readonly DetailField[];
  readonly relays: readonly { readonly place: string; readonly ports: string; readonly reach: Reach }[];
}

export interface MeetingsView {
  readonly facts: readonly DetailField[];
  readonly regions: readonly { readonly name: string; readonly numbers: readonly string[] }[];
}

export interface MissingList {
  /** What does not work comes first. */
  readonly lines: readonly Remark[];
  /** Said in place of the lines where there are none. */
  readonly allClear: string;
}
