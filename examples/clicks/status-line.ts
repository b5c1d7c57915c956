/** One line on a terminal that says what is going on and leaves no trace; nothing where there is no terminal. */
import type { WriteStream } from "node:tty";
import type { RunEvent } from "../../src/core/progress.ts";

export interface StatusLine {
  /** What to do with the events of a run called `name`. */
  follow(name: string): (event: RunEvent) => void;
  clear(): void;
}

export function statusLine(stream: WriteStream): StatusLine {
  if (!stream.isTTY) return { follow: () => () => {}, clear: () => {} };
  function show(text: string): void {
    stream.cursorTo(0);
    stream.clearLine(1);
    stream.write(text);
  }
  return {
    follow: (name) => (event) => {
      if (event.kind === "stageStarted") show(`${name}: ${event.stage} …`);
      if (event.kind === "epochFinished") show(`${name}: epoch ${event.report.epoch} of ${event.epochs} …`);
    },
    clear: () => show(""),
  };
}
