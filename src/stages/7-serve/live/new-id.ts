import { randomHex } from "../../../core/random-hex.ts";

let last = { time: Number.NaN, begin: "" };

/** A UUID of version 7 (RFC 9562): it begins with the time, so that ids made together lie together in an index. */
export function newId(now: number): string {
  if (last.time !== now) last = { time: now, begin: beginOf(now) };
  const random = randomHex(19);
  const variant = variants[Number.parseInt(random.slice(0, 1), 16) & 3];
  return `${last.begin}-7${random.slice(1, 4)}-${variant}${random.slice(4, 7)}-${random.slice(7)}`;
}

const variants = ["8", "9", "a", "b"] as const;

function beginOf(now: number): string {
  const time = now.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}
