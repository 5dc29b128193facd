import { setTimeout as pause } from 'node:timers/promises';
import type { Order } from '../orders/order.js';

const AGAIN_MS = 250;

/** Buys at one instance of the shop, and tries again when the response says so. */
export class Shopper {
  constructor(
    private readonly url: string,
    private readonly store: string,
    private readonly signal: AbortSignal,
  ) {}

  /** Places one order, however often it has to ask. */
  async placeOrder(idempotencyKey: string): Promise<string> {
    const order = { store: this.store, sku: 'TEA-500G', quantity: 1 };
    const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
    const placed = await this.insist('/orders', { headers, body: JSON.stringify(order) });
    return ((await placed.json()) as Order).orderNo;
  }

  async pay(orderNo: string): Promise<void> {
    await this.insist(`/orders/${orderNo}/pay`, {});
  }

  private async insist(path: string, request: RequestInit): Promise<Response> {
    for (;;) {
      const response = await fetch(this.url + path, { ...request, method: 'POST', signal: this.signal });
      if (response.ok) return response;
      const reason = await response.text();
      // If the response to the first payment was lost, the order is already paid at the second attempt.
      if (response.status === 409 && reason.includes('is paid already')) return response;
      if (!response.headers.has('retry-after'))
        throw new Error(`POST ${path} answered ${response.status}: ${reason}`);
      await pause(AGAIN_MS, undefined, { signal: this.signal });
    }
  }
}
