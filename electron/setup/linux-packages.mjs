/**
 * What a distribution calls the packages that hold a file. Several Debian names: the first that exists there is meant
 * (since 2024 many have a `t64` at the end).
 * @typedef {object} PackageNames
 * @property {readonly string[]} debian
 * @property {string} fedora
 * @property {string} arch
 */

/** @type {(debian: string, fedora: string, arch: string) => PackageNames} */
const names = (debian, fedora, arch) => ({ debian: debian.split('|'), fedora, arch });

/** Shared libraries that Electron is linked with, by the beginning of their file name; the first match counts. */
const libraries = /** @type {const} */ ([
  ['libnspr4.', names('libnspr4', 'nspr', 'nspr')],
  ['libplc4.', names('libnspr4', 'nspr', 'nspr')],
  ['libplds4.', names('libnspr4', 'nspr', 'nspr')],
  ['libnss', names('libnss3', 'nss', 'nss')],
  ['libsmime3.', names('libnss3', 'nss', 'nss')],
  ['libssl3.', names('libnss3', 'nss', 'nss')],
  ['libgtk-3.', names('libgtk-3-0t64|libgtk-3-0', 'gtk3', 'gtk3')],
  ['libgdk-3.', names('libgtk-3-0t64|libgtk-3-0', 'gtk3', 'gtk3')],
  ['libgdk_pixbuf', names('libgdk-pixbuf-2.0-0', 'gdk-pixbuf2', 'gdk-pixbuf2')],
  ['libgbm.', names('libgbm1', 'mesa-libgbm', 'mesa')],
  ['libdrm.', names('libdrm2', 'libdrm', 'libdrm')],
  ['libasound.', names('libasound2t64|libasound2', 'alsa-lib', 'alsa-lib')],
  ['libatk-bridge', names('libatk-bridge2.0-0t64|libatk-bridge2.0-0', 'at-spi2-atk', 'at-spi2-core')],
  ['libatk-1', names('libatk1.0-0t64|libatk1.0-0', 'atk', 'at-spi2-core')],
  ['libatspi.', names('libatspi2.0-0t64|libatspi2.0-0', 'at-spi2-core', 'at-spi2-core')],
  ['libcups.', names('libcups2t64|libcups2', 'cups-libs', 'libcups')],
  ['libdbus-1.', names('libdbus-1-3', 'dbus-libs', 'dbus')],
  ['libglib-2.', names('libglib2.0-0t64|libglib2.0-0', 'glib2', 'glib2')],
  ['libgobject-2.', names('libglib2.0-0t64|libglib2.0-0', 'glib2', 'glib2')],
  ['libgio-2.', names('libglib2.0-0t64|libglib2.0-0', 'glib2', 'glib2')],
  ['libgmodule-2.', names('libglib2.0-0t64|libglib2.0-0', 'glib2', 'glib2')],
  ['libpango-1.', names('libpango-1.0-0', 'pango', 'pango')],
  ['libpangocairo-1.', names('libpangocairo-1.0-0', 'pango', 'pango')],
  ['libcairo.', names('libcairo2', 'cairo', 'cairo')],
  ['libX11-xcb.', names('libx11-xcb1', 'libX11-xcb', 'libx11')],
  ['libX11.', names('libx11-6', 'libX11', 'libx11')],
  ['libXcomposite.', names('libxcomposite1', 'libXcomposite', 'libxcomposite')],
  ['libXdamage.', names('libxdamage1', 'libXdamage', 'libxdamage')],
  ['libXext.', names('libxext6', 'libXext', 'libxext')],
  ['libXfixes.', names('libxfixes3', 'libXfixes', 'libxfixes')],
  ['libXrandr.', names('libxrandr2', 'libXrandr', 'libxrandr')],
  ['libXrender.', names('libxrender1', 'libXrender', 'libxrender')],
  ['libXcursor.', names('libxcursor1', 'libXcursor', 'libxcursor')],
  ['libXi.', names('libxi6', 'libXi', 'libxi')],
  ['libXtst.', names('libxtst6', 'libXtst', 'libxtst')],
  ['libXss.', names('libxss1', 'libXScrnSaver', 'libxss')],
  ['libxshmfence.', names('libxshmfence1', 'libxshmfence', 'libxshmfence')],
  ['libxcb.', names('libxcb1', 'libxcb', 'libxcb')],
  ['libxkbcommon.', names('libxkbcommon0', 'libxkbcommon', 'libxkbcommon')],
  ['libwayland-client.', names('libwayland-client0', 'libwayland-client', 'wayland')],
  ['libexpat.', names('libexpat1', 'expat', 'expat')],
  ['libudev.', names('libudev1', 'systemd-libs', 'systemd-libs')],
  ['libuuid.', names('libuuid1', 'libuuid', 'util-linux-libs')],
]);

/** A screen in memory, and what lets a program open it. */
export const virtualScreen = [
  names('xvfb', 'xorg-x11-server-Xvfb', 'xorg-server-xvfb'),
  names('xauth', 'xorg-x11-xauth', 'xorg-xauth'),
];

/**
 * Programs that nobody here wrote and that the interop tests talk to.
 * @typedef {object} InteropTool
 * @property {string} name
 * @property {PackageNames} packages
 * @property {{ readonly program: string } | { readonly oneOf: readonly string[] }} proof what is there once it is installed
 */

/** @type {(file: string) => string[]} */
const inLibraryFolders = (file) =>
  ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib64', '/usr/lib'].map(
    (folder) => `${folder}/${file}`,
  );

/** @type {readonly InteropTool[]} */
export const interopTools = [
  { name: 'bind9', packages: names('bind9', 'bind', 'bind'), proof: { program: 'named' } },
  { name: 'openssl', packages: names('openssl', 'openssl', 'openssl'), proof: { program: 'openssl' } },
  { name: 'kamailio', packages: names('kamailio', 'kamailio', 'kamailio'), proof: { program: 'kamailio' } },
  {
    name: 'kamailio-tls-modules',
    packages: names('kamailio-tls-modules', 'kamailio-tls', 'kamailio'),
    proof: { oneOf: inLibraryFolders('kamailio/modules/tls.so') },
  },
  {
    name: 'libgssapi-krb5-2',
    packages: names('libgssapi-krb5-2', 'krb5-libs', 'krb5'),
    proof: { oneOf: inLibraryFolders('libgssapi_krb5.so.2') },
  },
  { name: 'krb5-kdc', packages: names('krb5-kdc', 'krb5-server', 'krb5'), proof: { program: 'krb5kdc' } },
  {
    name: 'krb5-admin-server',
    packages: names('krb5-admin-server', 'krb5-server', 'krb5'),
    proof: { program: 'kadmin.local' },
  },
  {
    name: 'krb5-user',
    packages: names('krb5-user', 'krb5-workstation', 'krb5'),
    proof: { program: 'kinit' },
  },
  {
    name: 'gss-ntlmssp',
    packages: names('gss-ntlmssp', 'gssntlmssp', 'gss-ntlmssp'),
    proof: { oneOf: inLibraryFolders('gssntlmssp/gssntlmssp.so') },
  },
  {
    name: 'wine64',
    packages: names('wine64', 'wine-core', 'wine'),
    proof: { oneOf: ['/usr/lib/wine/wine64', '/usr/bin/wine64', '/usr/bin/wine'] },
  },
  // Wine leaves the work of NTLM to its ntlm_auth.
  { name: 'winbind', packages: names('winbind', 'samba-winbind', 'samba'), proof: { program: 'ntlm_auth' } },
  {
    name: 'pidgin-sipe',
    packages: names('pidgin-sipe', 'pidgin-sipe', 'pidgin-sipe'),
    proof: { oneOf: inLibraryFolders('purple-2/libsipe.so') },
  },
  { name: 'finch', packages: names('finch', 'finch', 'finch'), proof: { program: 'finch' } },
  {
    name: 'tshark',
    packages: names('tshark', 'wireshark-cli', 'wireshark-cli'),
    proof: { program: 'tshark' },
  },
  { name: 'sngrep', packages: names('sngrep', 'sngrep', 'sngrep'), proof: { program: 'sngrep' } },
  // Reads the printed report.
  {
    name: 'poppler-utils',
    packages: names('poppler-utils', 'poppler-utils', 'poppler'),
    proof: { program: 'pdftotext' },
  },
  { name: 'curl', packages: names('curl', 'curl', 'curl'), proof: { program: 'curl' } },
  // What the rooms are made of in which foreign clients run: a network of its own, a terminal.
  { name: 'iproute2', packages: names('iproute2', 'iproute', 'iproute2'), proof: { program: 'ip' } },
  {
    name: 'bsdutils',
    packages: names('bsdutils', 'util-linux-script', 'util-linux'),
    proof: { program: 'script' },
  },
];

/**
 * @param {string} library a file name as the dynamic linker asks for it, such as `libnss3.so`
 * @returns {PackageNames | undefined}
 */
export function packagesOfLibrary(library) {
  return libraries.find(([beginning]) => library.startsWith(beginning))?.[1];
}

/**
 * @param {string} report what `ldd` prints
 * @returns {string[]} the libraries that the dynamic linker did not find
 */
export function missingLibraries(report) {
  return [...new Set([...report.matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name ?? ''))];
}
