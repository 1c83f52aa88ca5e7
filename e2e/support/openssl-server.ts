import { connect } from 'node:net';
import { acceptsTcp, startDaemon, type Daemon } from './daemon.ts';
import { freePort } from './free-port.ts';
import { opensslProgram, runOpenssl, type IssuedCertificate } from './openssl.ts';

export interface OpensslServer extends AsyncDisposable {
  readonly port: number;
  readonly daemon: Daemon;
  /** Stops the server and returns its side of the story. */
  finish(): Promise<OpensslReport>;
}

export interface OpensslReport {
  /** Protocol and cipher suite of every handshake, the suite by its name in the TLS registry. */
  readonly handshakes: readonly { readonly protocol: string; readonly cipher: string }[];
  /** All that the server printed; what it received over its connections is part of it. */
  readonly output: string;
}

/**
 * Starts `openssl s_server` on a free port of 127.0.0.1. It serves one connection after the other.
 * Takes the certificate and further arguments, such as -tls1_2 or -rev.
 */
export async function startOpensslServer(
  certificate: IssuedCertificate,
  folder: string,
  args: readonly string[],
): Promise<OpensslServer> {
  const port = await freePort();
  const { certificateFile, keyFile } = certificate;
  const daemon = await startDaemon({
    name: `openssl s_server ${args.join(' ')}`,
    program: opensslProgram(),
    args: [
      's_server',
      '-accept',
      `127.0.0.1:${port}`,
      '-cert',
      certificateFile,
      '-key',
      keyFile,
      '-brief',
      ...args,
    ],
    cwd: folder,
    isUp: () => acceptsTcp(port),
  });
  return {
    port,
    daemon,
    async finish() {
      await untilServed(port);
      await daemon.stop();
      const names = await standardNames(folder);
      const output = daemon.output();
      const found = output.matchAll(/^Protocol version: (\S+)\n(?:.*\n)*?Ciphersuite: (\S+)$/gm);
      return {
        handshakes: [...found].map(([, protocol = '', suite = '']) => ({
          protocol,
          cipher: names.get(suite) ?? suite,
        })),
        output,
      };
    },
    [Symbol.asyncDispose]: () => daemon.stop(),
  };
}

/** Returns once all earlier connections are dealt with: the server takes one after the other, and hangs up on one without TLS. */
async function untilServed(port: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  // It may well reset the connection; what counts is that it came to its turn.
  socket.on('error', () => undefined);
  socket.setTimeout(10_000, () => socket.destroy());
  socket.write('this is no TLS\n');
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
}

/** openssl's own names of cipher suites to those of the TLS registry, told by openssl. */
async function standardNames(folder: string): Promise<ReadonlyMap<string, string>> {
  const list = await runOpenssl(['ciphers', '-stdname', 'ALL:@SECLEVEL=0'], folder);
  return new Map(
    [...list.matchAll(/^(\S+)\s+- (\S+)/gm)].map(([, standard = '', own = '']) => [own, standard]),
  );
}
