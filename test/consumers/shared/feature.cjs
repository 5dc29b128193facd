// What a CommonJS package adds to an app: it asks for the library by `require`, whatever the app does.
const { SerialService, LockService, RedisSerialError, currentLock } = require('nestjs-redis-serial');

class Feature {}

exports.Feature = Feature;
exports.FeatureModule = {
  module: class FeatureModule {},
  providers: [
    {
      provide: Feature,
      inject: [SerialService, LockService],
      useFactory: (serials, locks) => ({
        next: () => serials.next('order', { scope: { store: 'F' } }),
        keyOfCurrentLock: () => currentLock()?.key,
        isOurs: (error) => error instanceof RedisSerialError,
        locks,
      }),
    },
  ],
};
