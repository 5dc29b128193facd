import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import KindsInOrder, { type Finished, type TestFile } from './kinds-in-order.mjs';

describe('the order of the test files', () => {
  let files: TestFile[];
  let cacheDirectory: string;
  beforeEach(async () => {
    cacheDirectory = await mkdtemp(join(tmpdir(), 'kinds-in-order-'));
    const [e2e, unit, integration] = ['e2e', 'unit', 'integration'].map((name) => ({
      config: { id: name, displayName: { name }, cache: true, cacheDirectory, haste: {} },
      hasteFS: { getSize: (path: string) => Number(/\d+/.exec(path)?.[0]) },
    })) as [TestFile['context'], TestFile['context'], TestFile['context']];
    files = [
      { path: 'unit-90', context: unit },
      { path: 'integration-10', context: integration },
      { path: 'e2e-1', context: e2e },
      { path: 'integration-20', context: integration },
    ];
  });
  afterEach(() => rm(cacheDirectory, { recursive: true }));

  const tookMs = ({ path }: TestFile, runtime: number): Finished => ({
    testFilePath: path,
    numFailingTests: 0,
    perfStats: { runtime },
  });
  const order = (): string[] => new KindsInOrder().sort([...files]).map(({ path }) => path);

  it('is that of the kinds where no times are known, and in a kind the largest file first', () => {
    expect(order()).toEqual(['e2e-1', 'integration-20', 'integration-10', 'unit-90']);
  });

  it('is that of the kinds also where the times of some are known', () => {
    const testResults = files.slice(2).map((one) => tookMs(one, 9_000));
    new KindsInOrder().cacheResults(files, { testResults });
    expect(order()).toEqual(['e2e-1', 'integration-10', 'integration-20', 'unit-90']);
  });

  it('is the slowest first where all times are known', () => {
    const testResults = files.map((one, index) => tookMs(one, [300, 100, 200, 400][index] ?? 0));
    new KindsInOrder().cacheResults(files, { testResults });
    expect(order()).toEqual(['integration-20', 'unit-90', 'e2e-1', 'integration-10']);
  });
});
