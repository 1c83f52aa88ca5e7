import type { HttpFailure } from '../../../shared/events/http-events.ts';

export type HeaderList = readonly (readonly [name: string, value: string])[];

export interface HttpResponse {
  readonly url: string;
  readonly status: number;
  readonly reason: string;
  readonly headers: HeaderList;
  /** After decompression, as UTF-8. */
  readonly body: string;
  /** Asked through a proxy that sees the request, and may have answered itself. */
  readonly isByProxy: boolean;
  /** From the request to the end of the answer. */
  readonly tookMs: number;
  /** seq of http.response.received. */
  readonly seq: number;
}

export interface HttpFailed {
  readonly ok: false;
  readonly failure: HttpFailure | 'cancelled';
  readonly detail: string;
  /** The request never left because the host has no address. */
  readonly isUnresolved: boolean;
}

export type HttpOutcome = { readonly ok: true; readonly response: HttpResponse } | HttpFailed;

/** The first header of that name, without regard to case. */
export function headerOf(headers: HeaderList, name: string): string | null {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1] ?? null;
}

/** Every header of that name. */
export function headersOf(headers: HeaderList, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([key]) => key.toLowerCase() === wanted).map(([, value]) => value);
}

/** Node's flat list of names and values. */
export function headerList(rawHeaders: readonly string[]): [string, string][] {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return headers;
}

export function failed(failure: HttpFailed['failure'], detail: string, isUnresolved = false): HttpFailed {
  return { ok: false, failure, detail, isUnresolved };
}
