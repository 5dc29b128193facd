// With --enable-source-maps a stack trace of the installed package names its sources.
import assert from 'node:assert/strict';
import { defineSeries } from 'nestjs-redis-serial';

try {
  defineSeries({ name: 'x', pattern: '{seq' });
  assert.fail('the pattern was taken');
} catch (error) {
  assert.match(error.stack, /nestjs-redis-serial\/src\/serial\/.*\.ts:\d+:\d+/);
  assert.match(error.stack, /src\/serial\/series\.ts:\d+:\d+/);
}
console.log('stack traces name the sources');
