import { GroupCommit } from './group-commit.js';

/** Groups that are served when they are told to be. */
class Groups {
  readonly served: string[][] = [];
  idle = 0;
  private ends: (() => void)[] = [];

  readonly group = new GroupCommit<string>(
    async (members) => {
      this.served.push([...members]);
      await new Promise<void>((resolve) => this.ends.push(resolve));
    },
    () => this.idle++,
  );

  join(...members: string[]): void {
    for (const member of members) this.group.join(member);
  }

  async turn(): Promise<void> {
    await new Promise(setImmediate);
  }

  async endGroup(): Promise<void> {
    this.ends.shift()?.();
    await this.turn();
  }
}

describe('GroupCommit', () => {
  it('serves together who came together, in the order they came', async () => {
    const groups = new Groups();
    groups.join('a', 'b', 'c');
    await groups.turn();
    expect(groups.served).toEqual([['a', 'b', 'c']]);
  });

  it('has one group under way at a time; who comes meanwhile makes up the next', async () => {
    const groups = new Groups();
    groups.join('a');
    await groups.turn();
    groups.join('b');
    await groups.turn();
    groups.join('c');
    await groups.turn();
    expect(groups.served).toEqual([['a']]);
    await groups.endGroup();
    expect(groups.served).toEqual([['a'], ['b', 'c']]);
    expect(groups.idle).toBe(0);
  });

  it('sends a large group though another is under way, and all in the order they came', async () => {
    const groups = new Groups();
    const members = Array.from({ length: 1_200 }, (_, index) => String(index));
    groups.join(...members);
    await groups.turn();
    expect(groups.served.map(({ length }) => length)).toEqual([500, 500, 200]);
    expect(groups.served.flat()).toEqual(members);
    for (const expected of [0, 0, 1]) {
      await groups.endGroup();
      expect(groups.idle).toBe(expected);
    }
  });

  it('says when nobody waits any more, and begins anew', async () => {
    const groups = new Groups();
    groups.join('a');
    await groups.turn();
    await groups.endGroup();
    expect(groups.idle).toBe(1);
    groups.join('b');
    await groups.turn();
    expect(groups.served).toEqual([['a'], ['b']]);
  });
});
