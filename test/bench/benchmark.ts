import type { BenchCase } from './bench-case.js';
import type { Chart } from './report/chart.js';
import type { Workbench } from './workbench.js';

export type OpenCase = (bench: Workbench) => BenchCase | Promise<BenchCase>;

/** A program that measures something and reports it on a page of its own. */
export interface Benchmark<Group extends string = string> {
  /** Names the command (`bench:<name>`) and the page. */
  readonly name: string;
  /** What it measures, in a sentence. */
  readonly description: string;
  /** The cases by the group that `--only` names, in the order of the report. */
  readonly groups: Readonly<Record<Group, readonly OpenCase[]>>;
  /** How often every contestant has its turn, unless told otherwise. */
  readonly rounds: number;
  /** How long a turn lasts, unless told otherwise. */
  readonly seconds: number;
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
