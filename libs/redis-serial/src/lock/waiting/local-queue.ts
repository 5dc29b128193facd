/** Those who wait, in the order they came; light while there is only one, as for most locks. */
export class LocalQueue<Member> implements Iterable<Member> {
  private head: Member | undefined;
  private rest: Set<Member> | undefined;

  get size(): number {
    return (this.head ? 1 : 0) + (this.rest?.size ?? 0);
  }

  get first(): Member | undefined {
    return this.head;
  }

  get second(): Member | undefined {
    for (const second of this.rest ?? []) return second;
    return undefined;
  }

  add(member: Member): void {
    if (this.head) (this.rest ??= new Set()).add(member);
    else this.head = member;
  }

  delete(member: Member): void {
    if (member !== this.head) {
      this.rest?.delete(member);
      return;
    }
    this.head = this.second;
    if (this.head) this.rest?.delete(this.head);
  }

  /** As it is now; members may be deleted meanwhile. */
  [Symbol.iterator](): Iterator<Member> {
    return (this.head ? [this.head, ...(this.rest ?? [])] : [])[Symbol.iterator]();
  }
}
