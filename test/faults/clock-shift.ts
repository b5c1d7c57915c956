/** Loaded before a server (`node --import`): on SIGUSR2 its clock jumps back an hour. */
const RealDate = Date;
let offset = 0;

class ShiftedDate extends RealDate {
  constructor(...given: readonly unknown[]) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...(given as [number]));
  }

  static override now(): number {
    return RealDate.now() + offset;
  }
}

globalThis.Date = ShiftedDate as DateConstructor;
process.on("SIGUSR2", () => {
  offset -= 3_600_000;
});
