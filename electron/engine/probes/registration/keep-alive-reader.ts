/**
 * Tells a peer's own keep-alive, two line ends, from its answer to ours, one (RFC 5626 3.5.1). Line ends come one by one, in any
 * pieces; after a keep-alive of ours the first one is the answer.
 */
export class KeepAliveReader {
  private awaitsPong = false;
  private hasHalf = false;

  /** A keep-alive of ours has left. */
  sent(): void {
    this.awaitsPong = true;
  }

  /** A message came: a single line end in front of it was nothing (RFC 3261 7.5). */
  message(): void {
    this.hasHalf = false;
  }

  /** null: not enough to tell. */
  lineEnd(): 'ping' | 'pong' | null {
    if (this.awaitsPong) {
      this.awaitsPong = false;
      return 'pong';
    }
    this.hasHalf = !this.hasHalf;
    return this.hasHalf ? null : 'ping';
  }
}
