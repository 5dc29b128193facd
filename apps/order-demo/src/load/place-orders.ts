import type { Order } from '../orders/order.js';

/** Places orders at one instance, several at a time, and returns their numbers. */
export async function placeOrders(
  url: string,
  store: string,
  count: number,
  concurrency: number,
  onOrder: () => void,
): Promise<string[]> {
  const orderNos: string[] = [];
  let left = count;
  const buyer = async (): Promise<void> => {
    while (left-- > 0) {
      orderNos.push(await placeOrder(url, store));
      onOrder();
    }
  };
  await Promise.all(Array.from({ length: concurrency }, buyer));
  return orderNos;
}

async function placeOrder(url: string, store: string): Promise<string> {
  const response = await fetch(`${url}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ store, sku: 'TEA-500G', quantity: 1 }),
  });
  if (!response.ok)
    throw new Error(`POST ${url}/orders answered ${response.status}: ${await response.text()}`);
  return ((await response.json()) as Order).orderNo;
}
