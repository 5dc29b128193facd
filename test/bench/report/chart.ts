import { LogAxis } from './log-axis.js';
import { factor } from './figures.js';
import type { Row } from './row.js';
import { element, page, STYLE } from './svg.js';

const WIDTH = 860;
const LEFT = 250;
const RIGHT = 730;
const TOP = 76;
const BAR = 22;
const HEADING = 34;

interface Bar extends Row {
  readonly ratio: NonNullable<Row['ratio']>;
}

/** A picture beside the page. */
export interface Chart<Group extends string = string> {
  readonly file: string;
  readonly title: string;
  /** The groups whose ratios it shows. */
  readonly groups: readonly Group[];
}

/** A bar chart of all ratios, case by case, on a logarithmic axis. */
export function chartOf(title: string, rows: readonly Row[]): string {
  const bars = rows.filter((row): row is Bar => row.ratio !== undefined);
  const axis = LogAxis.around(
    bars.map(({ ratio }) => ratio.median),
    LEFT,
    RIGHT,
  );
  const drawn: string[] = [];
  let y = TOP;
  for (const [index, bar] of bars.entries()) {
    if (bar.title !== bars[index - 1]?.title) {
      drawn.push(heading(bar, y + 22));
      y += HEADING;
    }
    drawn.push(drawBar(bar, axis, y));
    y += BAR;
  }
  const height = y + 20;
  return page({ width: WIDTH, height, title, description: described(bars) }, [
    STYLE,
    element('rect', { class: 'page', width: WIDTH, height, rx: 8 }),
    element('text', { class: 'title', x: 20, y: 32 }, title),
    grid(axis, y),
    ...drawn,
  ]);
}

function grid(axis: LogAxis, bottom: number): string {
  return axis.ticks
    .map((tick) => {
      const x = axis.at(tick);
      const line = element('line', {
        class: tick === 1 ? 'one' : 'grid',
        x1: x,
        x2: x,
        y1: TOP - 6,
        y2: bottom,
      });
      return line + element('text', { class: 'tick', x, y: TOP - 12 }, factor(tick));
    })
    .join('\n');
}

function heading({ title, base }: Bar, y: number): string {
  const note = element('tspan', { class: 'note' }, ` · ${base ?? ''} = 1`);
  return `<text class="heading" x="20" y="${y}">${element('tspan', {}, title)}${note}</text>`;
}

function drawBar({ contestant, ours, ratio: { median } }: Bar, axis: LogAxis, y: number): string {
  const [from, to] = [axis.at(Math.min(1, median)), axis.at(Math.max(1, median))];
  const x = median < 1 ? axis.at(1) : to;
  return [
    element('text', { class: ours ? 'name ours' : 'name', x: 20, y: y + 15 }, contestant),
    element('rect', {
      class: ours ? 'bar ours' : 'bar',
      x: from,
      y: y + 3,
      // The base has no length, and is to be seen.
      width: Math.max(2, Math.round(to - from)),
      height: BAR - 6,
      rx: 2,
    }),
    element('text', { class: ours ? 'value ours' : 'value', x: x + 8, y: y + 15 }, factor(median)),
  ].join('\n');
}

function described(bars: readonly Bar[]): string {
  return bars
    .filter(({ base, contestant }) => contestant !== base)
    .map(
      ({ title, contestant, base, ratio }) =>
        `${title}: ${contestant}, ${factor(ratio.median)} ${base ?? ''}.`,
    )
    .join(' ');
}
