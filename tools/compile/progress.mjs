import { SingleBar } from 'cli-progress';

const HEARTBEAT_MS = 5_000;

/** Shows what is being compiled and for how long: on a terminal in one line, elsewhere with a line now and then. */
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

  /** Leaves a line with the time that it took; none when nothing was compiled. */
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
      // Without this, the end of the last line would wrap to another line.
      clearOnComplete: !isTTY,
      // Nothing need be restored when it is interrupted.
      linewrap: true,
    });
    this.#bar.start(1, 0, { doing });
  }
}
