import * as z from 'zod';

export const RunId = z.string().min(1).max(64);
export const Nothing = z.strictObject({});
