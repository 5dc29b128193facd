/** The colours, in light and in dark surroundings. */
export const STYLE = `<style>
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #24292f; }
  .page { fill: #ffffff; }
  .title { font-size: 18px; font-weight: 600; }
  .heading { font-weight: 600; paint-order: stroke; stroke: #ffffff; stroke-width: 5; }
  .note, .tick { font-weight: 400; fill: #57606a; }
  .tick { font-size: 12px; text-anchor: middle; }
  .ours { font-weight: 600; }
  .grid { stroke: #d8dee4; }
  .one { stroke: #57606a; }
  .bar { fill: #8c959f; }
  .bar.ours { fill: #0969da; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .page { fill: #0d1117; }
    .heading { stroke: #0d1117; }
    .note, .tick { fill: #9198a1; }
    .grid { stroke: #30363d; }
    .one { stroke: #9198a1; }
    .bar { fill: #6e7681; }
    .bar.ours { fill: #4493f8; }
  }
</style>`;

/** The frame of a picture, and what those hear who can't see it. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
}

/** A whole SVG file. */
export function page({ width, height, title, description }: Frame, content: readonly string[]): string {
  const frame = `viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${frame} role="img" aria-labelledby="title desc">
${element('title', { id: 'title' }, title)}
${element('desc', { id: 'desc' }, description)}
${content.join('\n')}
</svg>
`;
}

/** One element with text in it, or empty. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  text?: string,
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(String(value))}"`);
  const start = `<${name}${written.join('')}`;
  return text === undefined ? `${start}/>` : `${start}>${escaped(text)}</${name}>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
