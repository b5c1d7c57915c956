/** How far a command is, as one line of a terminal's stderr that each next one replaces; nothing where it is no terminal. */
export interface ProgressLine extends Disposable {
  show(text: string): void;
}

const clear = "\r\u001B[K";

/** The line, which is gone at the end of its scope. */
export function progressLine(): ProgressLine {
  const write = (text: string) => {
    if (process.stderr.isTTY === true) process.stderr.write(`${clear}${text}`);
  };
  return { show: write, [Symbol.dispose]: () => write("") };
}
