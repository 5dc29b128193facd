import { asError } from '../../common/as-error.js';
import { GroupCommit } from '../../common/group-commit.js';
import { countAsConfirmed } from '../../lua/shard/count-as-confirmed.script.js';
import { prepareConfirmation, type Prepared } from '../../lua/shard/prepare-confirmation.script.js';
import type { WriteWitness } from './write-witness.js';

/** Where a write has to be to be safe though it is not old. */
export type Place = 'disk' | 'replicas';

/** A shard whose registration and ceiling are to be confirmed. */
export interface Unconfirmed {
  readonly register: string;
  readonly confirm: Place;
  /** For how long that may take. */
  readonly withinMs: number;
}

/** What counts as safe by now, or why it does not; undefined where nothing is to be confirmed. */
export type Confirmed =
  { readonly registration: boolean; readonly ceiling: boolean } | { readonly why: string } | undefined;

interface Waiting extends Unconfirmed {
  readonly resolve: (confirmed: Confirmed) => void;
}

/** Confirms what lies on one server: of all shards that wait at the same time with one WAIT. */
export class Confirming {
  private readonly groups = new Map<Place, GroupCommit<Waiting>>();

  constructor(
    private readonly witness: WriteWitness,
    private readonly member: string,
  ) {}

  /** Never fails. */
  confirm(shard: Unconfirmed): Promise<Confirmed> {
    let group = this.groups.get(shard.confirm);
    if (!group) {
      group = new GroupCommit(
        (waiting) => this.serve(waiting),
        () => undefined,
      );
      this.groups.set(shard.confirm, group);
    }
    return new Promise((resolve) => {
      group.join({ ...shard, resolve });
    });
  }

  close(): void {
    this.witness.close();
  }

  private async serve(waiting: readonly Waiting[]): Promise<void> {
    try {
      await this.witness.open();
      const prepared = await Promise.all(waiting.map((one) => this.prepare(one)));
      const why = await this.whyNot(waiting, prepared);
      await Promise.all(waiting.map((one, index) => this.settle(one, prepared[index], why)));
    } catch (error) {
      for (const { resolve } of waiting) resolve({ why: asError(error).message });
    }
  }

  private prepare({ register, confirm }: Waiting): Promise<Prepared | undefined> {
    return this.witness.run(prepareConfirmation, { register }, { member: this.member, confirm });
  }

  private async whyNot(
    waiting: readonly Waiting[],
    prepared: readonly (Prepared | undefined)[],
  ): Promise<string | undefined> {
    const withinMs = Math.max(...waiting.map((one) => one.withinMs));
    if (waiting[0]?.confirm === 'disk')
      return (await this.witness.isOnDisk(withinMs))
        ? undefined
        : `it was not on the disk after ${withinMs} ms`;
    const known = prepared.flatMap((one) => one?.replicas ?? []);
    const replicas = Math.max(0, ...known);
    if (known.length > 0 && replicas === 0) return 'the server has no replicas';
    if (await this.witness.isOnReplicas(replicas, withinMs)) return undefined;
    return `not all of ${replicas} replicas had it after ${withinMs} ms`;
  }

  private async settle(
    { register, confirm, resolve }: Waiting,
    prepared: Prepared | undefined,
    why: string | undefined,
  ): Promise<void> {
    if (!prepared) resolve(undefined);
    else if (why !== undefined) resolve({ why });
    else {
      const { replicas: _, ...known } = prepared;
      const args = { ...known, member: this.member, confirm };
      resolve(await this.witness.run(countAsConfirmed, { register }, args));
    }
  }
}
