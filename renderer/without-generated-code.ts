import * as z from 'zod';

// zod's compiled mode builds functions from text, which the page's security policy forbids. A schema decides that when it is
// made, so store/actions.ts and store/run-view.ts, by which schemas come to the page, import this module before any that makes one.
z.config({ jitless: true });
