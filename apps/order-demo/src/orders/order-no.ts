import { defineSeries } from 'nestjs-redis-serial';
import { MAIN_TENANT } from '../tenants/tenant.js';

/** `ORD-SH-20261123-000001`: with a counter for each store of each tenant that begins again at midnight in Shanghai. */
export const OrderNo = defineSeries({
  name: 'order',
  pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:6}',
  timeZone: 'Asia/Shanghai',
});

/** The scope of the counter. A tenant's store is `ACME.SH`, so that two tenants may have stores of the same name. */
export function scopeOf(tenant: string, store: string): { store: string } {
  return { store: tenant === MAIN_TENANT ? store : `${tenant}.${store}` };
}
