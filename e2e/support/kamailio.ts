import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { startDaemon, acceptsTcp, type Daemon } from './daemon.ts';
import { freePort } from './free-port.ts';
import type { IssuedCertificate } from './openssl.ts';
import { findProgram, runsWell, type ForeignProgram } from './programs.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

const program = findProgram('kamailio');
const control = findProgram('kamcmd');
export const kamailio: ForeignProgram = {
  packageName: 'kamailio',
  isInstalled: program !== null && control !== null,
};
export const kamailioTls: ForeignProgram = {
  packageName: 'kamailio-tls-modules',
  isInstalled: runsWell(program, ['-c', '-f', '-', '--loadmodule=tls.so'], 'request_route { exit; }\n'),
};

export interface SipServer extends AsyncDisposable {
  readonly port: number;
  readonly daemon: Daemon;
  /** What the registrar's memory holds, as kamailio's control program prints it. */
  bindings(): Promise<string>;
  /** Stops the server and returns all that it wrote, complete. */
  finish(): Promise<string>;
}

/**
 * Starts a private kamailio for SIP over TLS on a free port of 127.0.0.1.
 * Takes what its script does with a REGISTER that kamailio's own checks found to be well-formed.
 */
export async function startKamailio(certificate: IssuedCertificate, onRegister: string): Promise<SipServer> {
  if (program === null || control === null) throw new Error('kamailio is not installed');
  const folder = await createTemporaryFolder('kamailio');
  try {
    const port = await freePort();
    // A socket's path may hold about 100 characters, so it is as short as can be.
    const socket = path.join(folder.path, 'ctl');
    const config = await folder.write('kamailio.cfg', configuration(port, certificate, socket, onRegister));
    const daemon = await startDaemon({
      name: 'kamailio',
      program,
      args: ['-DD', '-E', '-f', config, '-Y', folder.path, '-m', '32', '-M', '4'],
      cwd: folder.path,
      isUp: () => acceptsTcp(port),
    });
    return {
      port,
      daemon,
      async bindings() {
        const { stdout } = await promisify(execFile)(control, ['-s', `unixs:${socket}`, 'ul.dump'], {
          timeout: 10_000,
        });
        return stdout;
      },
      async finish() {
        await daemon.stop();
        return daemon.output();
      },
      async [Symbol.asyncDispose]() {
        await daemon.stop();
        await folder[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

/** Every request is told of in the log as `request <method> <Contact> <Expires>`, once kamailio's checks have passed it. */
function configuration(
  port: number,
  certificate: IssuedCertificate,
  socket: string,
  onRegister: string,
): string {
  const modules = [
    'tls',
    'sl',
    'pv',
    'xlog',
    'textops',
    'siputils',
    'sanity',
    'auth',
    'usrloc',
    'registrar',
    'ctl',
  ];
  return `#!KAMAILIO
debug=1
log_stderror=yes
children=1
tcp_children=1
enable_tls=yes
auto_aliases=no
dns=no
rev_dns=no
disable_sctp=yes
listen=tls:127.0.0.1:${port}
${modules.map((name) => `loadmodule "${name}.so"`).join('\n')}
modparam("tls", "tls_method", "TLSv1.2+")
modparam("tls", "certificate", "${certificate.certificateFile}")
modparam("tls", "private_key", "${certificate.keyFile}")
modparam("usrloc", "db_mode", 0)
modparam("ctl", "binrpc", "unix:${socket}")

request_route {
  # all checks of URIs, headers and parameters that there are; it answers 400 by itself
  if (!sanity_check("17895", "7")) {
    xlog("L_ERR", "malformed $rm: $mb\\n");
    exit;
  }
  xlog("L_ERR", "request $rm <$ct> <$hdr(Expires)>\\n");
  if (!is_method("REGISTER")) {
    sl_send_reply("405", "Method Not Allowed");
    exit;
  }
  ${onRegister}
  exit;
}
`;
}
