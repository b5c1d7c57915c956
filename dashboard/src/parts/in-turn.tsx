/** Heavy parts of a page are drawn one after the other, a frame each, so that the page answers in between. */
import { Box } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";

const waiting = new Set<() => void>();
let isCalling = false;

/** Calls `draw` when it is its turn; what is returned takes it back. */
function takeTurn(draw: () => void): () => void {
  waiting.add(draw);
  if (!isCalling) callNext();
  return () => waiting.delete(draw);
}

function callNext(): void {
  isCalling = true;
  setTimeout(() => {
    const [next] = waiting;
    isCalling = false;
    if (next === undefined) return;
    waiting.delete(next);
    next();
    if (waiting.size > 0) callNext();
  });
}

interface InTurnProps {
  /** Of what is drawn, in pixels, so that nothing moves when it comes. */
  readonly height: number;
  readonly children: ReactNode;
}

/** Its children when it is their turn; until then a place for them, or what they were before. */
export function InTurn({ height, children }: InTurnProps): ReactNode {
  const [drawn, setDrawn] = useState<ReactNode>(null);
  useEffect(() => takeTurn(() => setDrawn(children)), [children]);
  return drawn ?? <Box h={height} aria-busy="true" />;
}
