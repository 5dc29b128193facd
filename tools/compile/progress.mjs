import { SingleBar } from 'cli-progress';

const HEARTBEAT_MS = 5_000;

/** Says what is compiled and for how long already: on a terminal in one line, elsewhere in a line now and then. */
export class Progress {
  #bar;

  constructor(stream) {
    this.stream = stream;
  }

  compiles(project) {
    const doing = `Compiling ${project},`;
    if (this.#bar) this.#bar.update({ doing });
    else this.#start(doing);
  }

  /** Leaves a line that says how long it took; none when nothing was compiled. */
  end(wentWell) {
    this.#bar?.update({ doing: wentWell ? 'Compiled in' : 'Not compiled, after' });
    this.#bar?.stop();
  }

  #start(doing) {
    const isTTY = this.stream.isTTY === true;
    this.#bar = new SingleBar({
      stream: this.stream,
      format: '{doing} {duration} s',
      fps: 2,
      forceRedraw: true,
      noTTYOutput: true,
      notTTYSchedule: HEARTBEAT_MS,
      // Else the end of the last line would get a line of its own.
      clearOnComplete: !isTTY,
      // Leaves nothing to restore when it is interrupted.
      linewrap: true,
    });
    this.#bar.start(1, 0, { doing });
  }
}
