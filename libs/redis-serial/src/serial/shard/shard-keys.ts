import type { KeySpace } from '../../redis/key-space.js';
import type { Scope } from '../pattern/pattern.js';
import type { Series } from '../series.js';

/** The keys of shards: all of a shard under one hash tag, `{<series>#<number>}`. */
export class ShardKeys {
  constructor(private readonly keys: KeySpace) {}

  /** The channel on which all processes hear of losses. */
  get channel(): string {
    return `${this.keys.prefix}:shards`;
  }

  /** The channel on which one process is spoken to. */
  channelOf(member: string): string {
    return `${this.keys.prefix}:member:${member}`;
  }

  register(shard: string): string {
    return this.keys.key('series', shard);
  }

  history(shard: string): string {
    return this.keys.key('history', shard);
  }

  hash(shard: string, period: string): string {
    return this.keys.key('counters', shard, period);
  }

  replay(shard: string, idempotencyKey: string): string {
    return this.keys.key('replay', shard, idempotencyKey);
  }

  /** The names of the series whose texts have a shape. */
  names(shape: string): string {
    return this.keys.key('names', shape);
  }

  /** Where counters of a series lay before there were shards: that of a period, and what all of them had in common. */
  earlierOf({ name, variables }: Series, period: string): string[] {
    const census = this.keys.key('census', name);
    return variables.length > 0 ? [census] : [census, this.keys.key('counter', name, period)];
  }

  keyOwner(shard: string, idempotencyKey: string): string {
    return this.keys.key('owner', shard, idempotencyKey);
  }
}

const BREAKERS = /[%:]|^[#!]/gu;
const NEEDS_ESCAPE = /[%:]|^[#!]/u;

/** The field of a scope's counter: its values, so that no two scopes share one. */
export function fieldOf(scope: Scope): string {
  let field = '';
  for (const name in scope) {
    const value = scope[name] ?? '';
    const text = NEEDS_ESCAPE.test(value) ? escape(value) : value;
    field = field === '' ? text : `${field}:${text}`;
  }
  return field === '' ? '.' : field;
}

function escape(value: string): string {
  return value.replace(BREAKERS, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The scope of a field. */
export function scopeOf({ variables }: Pick<Series, 'variables'>, field: string): Scope {
  const values = field.split(':').map((text) => text.replace(/%([0-9A-F]{2})/gu, unescape));
  return Object.fromEntries(variables.map((name, index) => [name, values[index] ?? '']));
}

function unescape(_: string, code: string): string {
  return String.fromCharCode(parseInt(code, 16));
}

/** Which of a series' shards a counter lies in. */
export function shardOf(series: Series, field: string): string {
  return `${series.name}#${series.shards === 1 ? 0 : hashOf(field) % series.shards}`;
}

/** Which of a series' shards knows for which counter an idempotency key is. */
export function shardOfKey({ name, shards }: Series, idempotencyKey: string): string {
  return `${name}#${hashOf(idempotencyKey) % shards}`;
}

/** All shards of a series. */
export function shardsOf({ name, shards }: Pick<Series, 'name' | 'shards'>): string[] {
  return Array.from({ length: shards }, (_, number) => `${name}#${number}`);
}

// FNV-1a over the text's UTF-16 units: the same in every version of this library, for it decides where counters lie.
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}
