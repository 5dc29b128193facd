import { askListeners } from '../../lua/shard/ask-listeners.script.js';
import type { ScriptRunner } from '../../redis/script-runner.js';
import type { Listeners } from './listeners.js';
import type { Recovery } from './recovery-name.js';
import type { ShardMessages } from './shard-messages.js';

/** Asks all processes that listen what they were given, where the list of members may say too little. */
export class Survey {
  constructor(
    private readonly runner: ScriptRunner,
    private readonly listeners: Listeners,
    private readonly messages: ShardMessages,
  ) {}

  /** Resolves when they are asked, by this process or another one. */
  async ask(
    { register, id }: { readonly register: string; readonly id: string },
    { recovery, base }: Recovery,
    hearWithin: number,
  ): Promise<void> {
    const asked = await this.listeners.all(register);
    const isFirst = await this.runner.run(askListeners, { register }, { recovery, hearWithin, asked });
    if (isFirst) await this.messages.toAll(register, 'survey', id, `${recovery}/${base}`);
  }
}
