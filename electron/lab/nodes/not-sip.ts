import type { Connection } from './tcp-listener.ts';

const BODY =
  '<!DOCTYPE html>\r\n<html><head><title>Bad Request</title></head><body><h2>Bad Request - Invalid Verb</h2></body></html>\r\n';

/** A web server where the SIP server should be: it knows no REGISTER and says so in HTTP, then hangs up. */
export function serveHttpInstead({ stream }: Connection): void {
  let isAnswered = false;
  stream.on('data', () => {
    if (isAnswered) return;
    isAnswered = true;
    stream.end(
      [
        'HTTP/1.1 400 Bad Request',
        'Content-Type: text/html; charset=us-ascii',
        `Date: ${new Date().toUTCString()}`,
        'Connection: close',
        `Content-Length: ${BODY.length}`,
        '',
        BODY,
      ].join('\r\n'),
    );
  });
  stream.on('end', () => stream.end());
}
