import { defineSeries } from 'nestjs-redis-serial';

/** `ORD-SH-20261123-000001`: a counter for each store, begun again at midnight in Shanghai. */
export const OrderNo = defineSeries({
  name: 'order',
  pattern: 'ORD-{store}-{date:yyyyMMdd}-{seq:6}',
  timeZone: 'Asia/Shanghai',
});
