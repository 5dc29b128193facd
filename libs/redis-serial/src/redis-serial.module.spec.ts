import 'reflect-metadata';
import * as api from 'nestjs-redis-serial';

describe('RedisSerialModule', () => {
  it('exports nothing that is internal', () => {
    const exported = Reflect.getMetadata('exports', api.RedisSerialModule) as unknown[];
    expect(exported).not.toHaveLength(0);
    for (const one of exported) expect(Object.values(api)).toContain(one);
  });
});
