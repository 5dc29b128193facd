import { defineSeries } from 'nestjs-redis-serial';

/** `INV-MAIN-2026-000001`: without gaps, with a counter for each tenant that begins again each year in Shanghai. */
export const InvoiceNo = defineSeries({
  name: 'invoice',
  pattern: 'INV-{tenant}-{date:yyyy}-{seq:6}',
  timeZone: 'Asia/Shanghai',
  mode: 'gapless',
  gapless: { lease: '1m' },
});
