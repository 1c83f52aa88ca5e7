import type { Session } from 'electron';
import { isOwnPage } from './trusted-sender.ts';

/** Denies the page everything that it could ask of the machine or of the network. */
export function restrictSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !isOwnPage(details.url) && !details.url.startsWith('devtools://') });
  });
  session.on('will-download', (event) => event.preventDefault());
}
