/** One caller's share in a group. */
interface Member<Grant> {
  readonly count: number;
  readonly resolve: (grant: Grant) => void;
  readonly reject: (error: unknown) => void;
}

/** How a group's numbers are taken and shared out. */
export interface GroupTask<Grant> {
  /** Takes as many as all members want together. */
  take(count: number): Promise<Grant>;
  /** One member's part of what was taken, `offset` numbers after its first. */
  part(grant: Grant, offset: number): Grant;
  /** Tells whether too many were asked for at once, so that some members may get theirs alone. */
  isTooMany(error: unknown): boolean;
}

/**
 * Lets callers that wait together share one call to Redis, as databases do with one disk write for many transactions:
 * one group is under way at a time, and whoever comes meanwhile makes up the next one. So the order of the calls holds,
 * and the cost of a number falls with the load.
 */
export class GroupCommit<Grant> {
  private gathering: Member<Grant>[] = [];
  private underWay = false;

  /** @param onIdle hears when nobody waits any more. */
  constructor(
    private readonly task: GroupTask<Grant>,
    private readonly onIdle: () => void,
  ) {}

  /** Takes consecutive numbers, together with whoever else waits. */
  async join(count: number): Promise<Grant> {
    return await new Promise<Grant>((resolve, reject) => {
      this.gathering.push({ count, resolve, reject });
      // At the end of this turn, when all that were woken together have come.
      if (this.gathering.length === 1 && !this.underWay) process.nextTick(() => void this.commit());
    });
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

  private async serve(members: readonly Member<Grant>[]): Promise<void> {
    try {
      const grant = await this.task.take(members.reduce((sum, { count }) => sum + count, 0));
      let offset = 0;
      for (const member of members) {
        member.resolve(this.task.part(grant, offset));
        offset += member.count;
      }
    } catch (error) {
      if (members.length === 1 || !this.task.isTooMany(error)) {
        for (const member of members) member.reject(error);
        return;
      }
      for (const member of members) await this.serve([member]);
    }
  }
}
