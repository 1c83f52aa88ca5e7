import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { protocol, type Session } from 'electron';
import { PAGE_SCHEME } from './page-origin.ts';
import { pagePath } from './page-path.ts';
import { contentSecurityPolicy } from './security/content-security-policy.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/** What reading says of a place where no file of ours is. */
const NO_FILE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ENAMETOOLONG']);

const NONCE_PLACEHOLDER = '__CSP_NONCE__';

/** Must run before the app is ready. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: PAGE_SCHEME, privileges: { standard: true, secure: true, codeCache: true } },
  ]);
}

/** Serves the built page from its folder, with the content security policy on every answer. */
export function servePage(session: Session, folder: string): void {
  session.protocol.handle(PAGE_SCHEME, async (request) => {
    const path = pagePath(folder, request.url);
    const type = path === null ? undefined : CONTENT_TYPES[extname(path)];
    if (path === null || type === undefined || request.method !== 'GET')
      return new Response(null, { status: 404 });
    const bytes = await readFile(path).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && NO_FILE.has(String(error.code))) return null;
      throw error;
    });
    if (bytes === null) return new Response(null, { status: 404 });
    const nonce = randomBytes(16).toString('base64');
    const headers = {
      'content-type': type,
      'content-security-policy': contentSecurityPolicy(nonce),
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cache-control': 'no-store',
    };
    const isHtml = extname(path) === '.html';
    const body = isHtml ? bytes.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce) : new Uint8Array(bytes);
    return new Response(body, { headers });
  });
}
