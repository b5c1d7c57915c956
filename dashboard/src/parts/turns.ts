/**
 * What is heavy to draw waits for its turn: one at a time, each in a task of its own, so that the page answers in between.
 * What can be seen goes first; the rest comes when the browser has nothing else to do, so that it is there for who scrolls,
 * searches or prints.
 */
type Draw = () => void;

const near = new Set<Draw>();
const far = new Set<Draw>();
let present: Draw | null = null;
let isCalling = false;

/** Calls `draw` when it is its turn. The turn is over when what is returned is called, which takes it back before. */
export function takeTurn(draw: Draw, { isNear }: { readonly isNear: boolean }): () => void {
  (isNear ? near : far).add(draw);
  callNext();
  return () => {
    near.delete(draw);
    far.delete(draw);
    if (present !== draw) return;
    present = null;
    callNext();
  };
}

function callNext(): void {
  if (present !== null || isCalling || near.size + far.size === 0) return;
  isCalling = true;
  void (near.size > 0 ? afterOthers() : whenIdle()).then(() => {
    isCalling = false;
    const [next] = near.size > 0 ? near : far;
    if (next === undefined) return;
    present = next;
    near.delete(next);
    far.delete(next);
    next();
  });
}

/** Lets the page answer first. */
function afterOthers(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

const longestWaitMs = 500;

function whenIdle(): Promise<void> {
  // Safari has no such call.
  const { requestIdleCallback } = globalThis as Partial<Pick<Window, "requestIdleCallback">>;
  if (requestIdleCallback === undefined) return afterOthers();
  return new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: longestWaitMs }));
}
