import { LockLostError } from '../lock.errors.js';
import { Hold, type Returnable } from './hold.js';

/** A lock that is sent back until the test says what came of it. */
class Sent implements Returnable {
  readonly heard: string[] = [];
  settle!: (wasHeld: boolean) => void;
  fail!: (error: unknown) => void;

  sendBack(settle: (wasHeld: boolean) => void, fail: (error: unknown) => void): void {
    this.heard.push('sent');
    this.settle = settle;
    this.fail = fail;
  }

  returned(wasHeld: boolean): void {
    this.heard.push(wasHeld ? 'returned' : 'returned, not held');
  }

  notReturned(): void {
    this.heard.push('not returned');
  }
}

const loss = new LockLostError('k', 'its lease ran out');

describe('Hold', () => {
  const open = (): [Hold, Sent] => {
    const lock = new Sent();
    return [new Hold(lock), lock];
  };

  it('is given back once, by who took it', async () => {
    const [hold, lock] = open();
    expect([hold.isHeld, hold.isGivenBack, hold.hasEnded]).toEqual([true, false, false]);
    const [first, second] = [hold.release(), hold.release()];
    expect([hold.isHeld, hold.isGivenBack, hold.hasEnded]).toEqual([false, true, false]);
    lock.settle(true);
    expect([await first, await second, await hold.release()]).toEqual([true, false, false]);
    expect([hold.isHeld, hold.isGivenBack, hold.hasEnded]).toEqual([false, true, true]);
    expect(lock.heard).toEqual(['sent', 'returned']);
  });

  it('is given back when all who entered it are done, and who took it counts once', async () => {
    const [hold, lock] = open();
    hold.enter();
    hold.enter();
    expect([await hold.release(), await hold.release(), await hold.leave()]).toEqual([true, false, true]);
    expect([hold.isHeld, lock.heard]).toEqual([true, []]);
    const last = hold.leave();
    lock.settle(false);
    expect([await last, lock.heard]).toEqual([false, ['sent', 'returned, not held']]);
  });

  it('is given back for all at once', async () => {
    const [hold, lock] = open();
    hold.enter();
    const released = hold.releaseForAll();
    lock.settle(true);
    expect([await released, await hold.leave(), await hold.releaseForAll()]).toEqual([true, false, false]);
  });

  it('is held as before when it could not be given back', async () => {
    const [hold, lock] = open();
    const failed = hold.release();
    lock.fail('Redis is away');
    await expect(failed).rejects.toThrow('Redis is away');
    expect([hold.isHeld, hold.hasEnded]).toEqual([true, false]);
    const again = hold.release();
    lock.settle(true);
    expect([await again, lock.heard]).toEqual([true, ['sent', 'not returned', 'sent', 'returned']]);
  });

  it('is over when it is lost, and may still be given back', async () => {
    const [hold, lock] = open();
    hold.enter();
    expect([hold.lose(loss), hold.lose(loss), hold.lostBy]).toEqual([true, false, loss]);
    expect([hold.isHeld, hold.isGivenBack, hold.hasEnded]).toEqual([false, false, true]);
    expect(await hold.leave()).toBe(false);
    const released = hold.release();
    lock.settle(true);
    // It was told that it is over when it was lost.
    expect([await released, lock.heard, hold.lostBy]).toEqual([true, ['sent'], loss]);
  });

  it('can be lost on its way back', async () => {
    const [hold, lock] = open();
    const released = hold.release();
    expect([hold.lose(loss), hold.hasEnded, hold.isGivenBack]).toEqual([true, true, true]);
    lock.settle(false);
    expect([await released, lock.heard, hold.lostBy]).toEqual([false, ['sent'], loss]);
  });

  it('that was lost and could not be given back stays lost', async () => {
    const [hold, lock] = open();
    const failed = hold.release();
    hold.lose(loss);
    lock.fail(new Error('no'));
    await expect(failed).rejects.toThrow('no');
    expect([hold.isHeld, hold.isGivenBack, hold.lostBy, lock.heard]).toEqual([false, false, loss, ['sent']]);
  });

  it('that was given back can not be lost', () => {
    const [hold, lock] = open();
    void hold.release();
    lock.settle(true);
    expect([hold.lose(loss), hold.lostBy]).toEqual([false, undefined]);
  });
});
