// A group of this size is sent even while another one is under way. Answering that many callers takes as long as a
// round trip, so one group is answered while the server works on the other.
const LARGE = 500;

/**
 * Lets callers that wait together share one call to Redis, as databases share one disk write among many transactions.
 * One group is under way at a time, unless groups are large; callers that come meanwhile form the next one. So the
 * order of the calls holds, and the cost of a number falls with the load.
 */
export class GroupCommit<Member> {
  private gathering: Member[] = [];
  private underWay = 0;

  /**
   * @param serve settles every member of a group and never rejects.
   * @param onIdle is called when nobody waits any more.
   */
  constructor(
    private readonly serve: (members: readonly Member[]) => Promise<void>,
    private readonly onIdle: () => void,
  ) {}

  /** Joins the next group. */
  join(member: Member): void {
    const waiting = this.gathering.push(member);
    if (waiting === LARGE) void this.commit();
    // At the end of this turn, when all callers that were woken together have joined.
    else if (waiting === 1 && this.underWay === 0) process.nextTick(() => void this.commit());
  }

  private async commit(): Promise<void> {
    const members = this.gathering;
    if (members.length > 0) {
      this.gathering = [];
      this.underWay++;
      await this.serve(members);
      this.underWay--;
    }
    if (this.gathering.length > 0) process.nextTick(() => void this.commit());
    else if (this.underWay === 0) this.onIdle();
  }
}
