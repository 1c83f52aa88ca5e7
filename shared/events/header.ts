import * as z from 'zod';

/** One header line of a message, SIP or HTTP: name and value as they came. */
export const Header = z.tuple([z.string(), z.string()]);
export type Header = z.infer<typeof Header>;
