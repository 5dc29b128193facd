/**
 * Lets callers that wait together share one call to Redis, as databases do with one disk write for many transactions:
 * one group is under way at a time, and whoever comes meanwhile makes up the next one. So the order of the calls holds,
 * and the cost of a number falls with the load.
 */
export class GroupCommit<Member> {
  private gathering: Member[] = [];
  private underWay = false;

  /**
   * @param serve settles every member of a group, one way or the other, and never rejects.
   * @param onIdle hears when nobody waits any more.
   */
  constructor(
    private readonly serve: (members: readonly Member[]) => Promise<void>,
    private readonly onIdle: () => void,
  ) {}

  /** Waits for the next group. */
  join(member: Member): void {
    this.gathering.push(member);
    // At the end of this turn, when all that were woken together have come.
    if (this.gathering.length === 1 && !this.underWay) process.nextTick(() => void this.commit());
  }

  private async commit(): Promise<void> {
    const members = this.gathering;
    this.gathering = [];
    this.underWay = true;
    await this.serve(members);
    this.underWay = false;
    if (this.gathering.length === 0) this.onIdle();
    else process.nextTick(() => void this.commit());
  }
}
