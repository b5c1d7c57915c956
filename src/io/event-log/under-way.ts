/** Works that nobody waits for until the end: what each of them gave, and that it ended, is not kept. */
export class UnderWay {
  #all: Promise<void> = Promise.resolve();

  /** `work` never rejects. */
  add(work: Promise<void>): void {
    this.#all = both(this.#all, work);
  }

  /** Resolves, to nothing, when all that were added before the call have ended. */
  async ended(): Promise<void> {
    return await this.#all;
  }
}

/** Without their results: those of `Promise.all` would hold the results of all before them. */
async function both(one: Promise<void>, other: Promise<void>): Promise<void> {
  await one;
  await other;
}
