/** Random hexadecimal digits, many drawn and written at once: for each id by itself the drawing would cost the most. */
import { randomBytes } from "node:crypto";

const drawnBytes = 4_096;
let drawn = "";
let used = 0;

/** So many digits, 64 at most, unpredictable. */
export function randomHex(digits: number): string {
  if (used + digits > drawn.length) {
    drawn = randomBytes(drawnBytes).toString("hex");
    used = 0;
  }
  used += digits;
  return drawn.slice(used - digits, used);
}
