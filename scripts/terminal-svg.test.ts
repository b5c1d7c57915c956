import { describe, expect, it } from "vitest";
import { parseTerminal, terminalSvg } from "./terminal-svg.ts";

const plain = { colour: null, bold: false, dim: false };

describe("parseTerminal()", () => {
  it("splits a line where its style changes and carries a style over lines", () => {
    expect(parseTerminal("a\u001b[1;32mb\nc\u001b[0md")).toEqual([
      [
        { text: "a", ...plain },
        { text: "b", ...plain, bold: true, colour: "#56d364" },
      ],
      [
        { text: "c", ...plain, bold: true, colour: "#56d364" },
        { text: "d", ...plain },
      ],
    ]);
  });

  it("refuses a code that it cannot draw", () => {
    expect(() => parseTerminal("\u001b[48m")).toThrow("no SGR code 48");
  });
});

describe("terminalSvg()", () => {
  it("places spans by their column and escapes text", () => {
    const svg = terminalSvg("ab\u001b[31m<c>\u001b[0m", { columns: 80, title: "x & y" });
    expect(svg).toContain('<tspan x="36.86" textLength="25.29" fill="#ff7b72">&lt;c&gt;</tspan>');
    expect(svg).toContain("x &amp; y");
  });
});
