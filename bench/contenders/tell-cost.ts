/** What a server tells the benchmark that started it: its port, and what it cost so far where it is asked. */
export interface ProcessorTime {
  /** Of the whole process and of its main thread, in microseconds. */
  readonly process: number;
  readonly main: number;
}

/** Prints the port, then its cost for every line of input; ends the process with the input. */
export function tellCost(port: number): void {
  console.log(port);
  process.stdin.on("data", () => {
    const [all, main] = [process.cpuUsage(), process.threadCpuUsage()];
    const cost: ProcessorTime = { process: all.user + all.system, main: main.user + main.system };
    console.log(JSON.stringify(cost));
  });
  process.stdin.on("end", () => process.exit(0));
}
