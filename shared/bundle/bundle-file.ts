/** A file of a bundle, unpacked. path: with /, relative. */
export interface BundleFile {
  readonly path: string;
  readonly content: string | Uint8Array;
}
