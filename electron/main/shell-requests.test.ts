import { expect, it } from 'vitest';
import { createShellRequests } from './shell-requests.ts';

it('hands on what was asked for before and after the page asks, in order', async () => {
  const requests = createShellRequests();
  requests.put({ kind: 'save' });
  requests.put({ kind: 'history' });

  expect(await requests.next()).toEqual({ kind: 'save' });
  expect(await requests.next()).toEqual({ kind: 'history' });
  const third = requests.next();
  requests.put({ kind: 'compare' });
  expect(await third).toEqual({ kind: 'compare' });
});

it('answers the page that asked last', async () => {
  const requests = createShellRequests();
  const old = requests.next();
  const present = requests.next();
  requests.put({ kind: 'save' });
  requests.put({ kind: 'history' });

  expect(await present).toEqual({ kind: 'save' });
  expect(await Promise.race([old, requests.next()])).toEqual({ kind: 'history' });
});
