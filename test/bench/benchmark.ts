import type { Option } from 'commander';
import type { BenchCase } from './bench-case.js';
import type { Chart } from './report/chart.js';
import type { Workbench } from './workbench.js';

/** Opens a case as the benchmark's own options say. */
export type OpenCase<Settings extends object = object> = (
  bench: Workbench,
  settings: Settings,
) => BenchCase | Promise<BenchCase>;

/** A program that measures something and reports it on a page of its own. */
export interface Benchmark<
  Group extends string = string,
  Settings extends object = object,
> extends Reported<Group> {
  /** What it measures, in a sentence. */
  readonly description: string;
  /** The cases by the group that `--only` names, in the order of the report. */
  readonly groups: Readonly<Record<Group, readonly OpenCase<Settings>[]>>;
  /** Options of its own, which make up the settings. @defaultValue none */
  readonly options?: readonly Option[];
  /** How often every contestant has its turn, unless told otherwise. */
  readonly rounds: number;
  /** How long a turn lasts, unless told otherwise. */
  readonly seconds: number;
}

/** What its report needs to know of it. */
export interface Reported<Group extends string = string> {
  /** Names the command (`bench:<name>`) and the page. */
  readonly name: string;
  readonly charts: readonly Chart<Group>[];
  readonly page: PageText<Group>;
}

/** What the page says besides the figures. */
export interface PageText<Group extends string = string> {
  readonly title: string;
  /** How long a run takes, such as `about two minutes`. */
  readonly takes: string;
  /** The group in the example of `--only`. */
  readonly example: Group;
  /** What the contestants and the figures are, in Markdown. */
  readonly notes: string;
}
