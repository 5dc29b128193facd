import { PostgresServer } from 'local-postgres';
import { SqlHighWaterStore, SqlReservationLedger } from 'nestjs-redis-serial';
import { Pool } from 'pg';
import { describeUnless } from '../support/describe-unless.js';

describeUnless(await PostgresServer.missing(), 'tables that a migration made', () => {
  let server: PostgresServer;
  let owner: Pool;
  /** May read and write rows, and create nothing. */
  let app: Pool;
  const query = (sql: string, params: unknown[]): Promise<unknown> => app.query(sql, params);

  beforeAll(async () => {
    server = await PostgresServer.start();
    owner = new Pool({ connectionString: server.url });
    await owner.query('CREATE ROLE app LOGIN');
    // As it is by default from PostgreSQL 15 on.
    await owner.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    app = new Pool({ connectionString: server.url.replace('test@', 'app@') });
  });
  afterAll(async () => {
    await Promise.all([app.end(), owner.end()]);
    await server.stop();
  });

  const migrate = async (definition: string, table: string): Promise<void> => {
    await owner.query(definition);
    await owner.query(`GRANT SELECT, INSERT, UPDATE ON ${table} TO app`);
  };

  it('are used by one who may not create any', async () => {
    const store = new SqlHighWaterStore({ query });
    await expect(store.raise('c', 5)).rejects.toThrow('permission denied');
    await migrate(store.definition, 'serial_high_water');
    await store.raise('c', 5);
    expect(await store.read('c')).toBe(5);
  });

  it('are used inside a transaction, which a refusal would end', async () => {
    const ledger = new SqlReservationLedger({ query });
    await migrate(ledger.definition, 'serial_numbers');
    const client = await app.connect();
    await client.query('BEGIN');
    await ledger.confirm({ series: 's', text: '1' }, (sql, params) => client.query(sql, params));
    await client.query('COMMIT');
    client.release();
    expect(await ledger.usedIn('s').many?.(['1', '2'])).toEqual(new Set(['1']));
  });
});
