import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

/*
 * Runs "$@" and writes its process id and later its exit status to descriptor 4. Descriptor 3 is open as long as the
 * parent lives. When it closes, however the parent ended, the program is killed and its folder removed.
 * - The program inherits neither descriptor; otherwise a pipe would not close when its owner ends.
 * - `read` waits inside the shell: a `cat` would be one more process that could stay behind.
 * - It ignores signals that ask it to end, such as TERM, so that the folder is removed in any case.
 * - The watch is killed before it could kill the program's id, which other processes may have by then.
 */
const SCRIPT = `
dir=$1
shift
"$@" </dev/null 3<&- 4>&- &
server=$!
exec >/dev/null 2>&1
trap '' HUP INT TERM PIPE
echo "pid $server" >&4
(
  exec 4>&-
  while read -r line <&3; do :; done
  kill -9 "$server"
) &
watch=$!
wait "$server"
status=$?
kill -9 "$watch"
wait "$watch"
echo "status $status" >&4
while read -r line <&3; do :; done
[ -z "$dir" ] || rm -rf -- "$dir"
`;

/** A program under a watchdog. The watchdog ends when the parent has ended, or when the folder is no longer needed. */
export interface Watched {
  /** The shell that watches. */
  readonly watchdog: ChildProcess;
  /** The standard output and the standard error of the program. */
  readonly output: readonly [Socket, Socket];
  /** Closing it ends the program and removes the folder. */
  readonly lifeline: Socket;
  /** Emits two lines: `pid <n>`, the program's process id, and at its end `status <n>`, its exit status. */
  readonly report: Socket;
}

/**
 * Starts a program that never outlives this process, however this process ends, and that a Ctrl+C does not reach.
 * @param folder what is removed with it; nothing when undefined
 */
export function spawnWatched(command: readonly string[], folder: string | undefined): Watched {
  const args = ['-c', SCRIPT, 'local-redis-watchdog', folder ?? '', ...command];
  const watchdog = spawn('/bin/sh', args, {
    // In its own session: signals of a terminal go to the parent only, which ends the program when it is done.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  const [, out, err, lifeline, report] = watchdog.stdio;
  return {
    watchdog,
    output: [socket(out), socket(err)],
    lifeline: socket(lifeline).resume(),
    report: socket(report),
  };
}

/** Node makes every pipe to a child a socket, and only sockets can be kept from holding the event loop. */
function socket(stream: unknown): Socket {
  if (stream instanceof Socket) return stream;
  throw new TypeError('The pipe to a child process is no socket');
}
