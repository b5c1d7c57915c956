/**
 * Lower case as a fixed table: full Unicode mappings differ between engines, between Unicode versions and in
 * length. Covered are the basic letters of Latin, Greek and Cyrillic; every other character stays as it is.
 */
const ranges: readonly { from: number; to: number; step: 1 | 2; shift: number }[] = [
  { from: 0x41, to: 0x5a, step: 1, shift: 32 },
  { from: 0xc0, to: 0xd6, step: 1, shift: 32 },
  { from: 0xd8, to: 0xde, step: 1, shift: 32 },
  { from: 0x100, to: 0x12e, step: 2, shift: 1 },
  { from: 0x132, to: 0x136, step: 2, shift: 1 },
  { from: 0x139, to: 0x147, step: 2, shift: 1 },
  { from: 0x14a, to: 0x176, step: 2, shift: 1 },
  { from: 0x178, to: 0x178, step: 1, shift: -121 },
  { from: 0x179, to: 0x17d, step: 2, shift: 1 },
  { from: 0x391, to: 0x3a1, step: 1, shift: 32 },
  { from: 0x3a3, to: 0x3ab, step: 1, shift: 32 },
  { from: 0x400, to: 0x40f, step: 1, shift: 80 },
  { from: 0x410, to: 0x42f, step: 1, shift: 32 },
];

const pairs = ranges.flatMap(({ from, to, step, shift }) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => {
    const upper = from + index * step;
    return [String.fromCharCode(upper), String.fromCharCode(upper + shift)] as const;
  }),
);

/** The upper-case letters, and the lower-case ones at the same places. */
export const lowerTable = {
  from: pairs.map(([upper]) => upper).join(""),
  to: pairs.map(([, lower]) => lower).join(""),
} as const;

const lowerOf = new Map(pairs);

/** `text` with each letter of the table in lower case. */
export function lowerText(text: string): string {
  return text.replace(/[A-ZÀ-Я]/g, (letter) => lowerOf.get(letter) ?? letter);
}
