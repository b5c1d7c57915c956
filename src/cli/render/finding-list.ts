import { type Canvas, type StyleName, wrap } from "./style.ts";

/** One thing that was looked at: fine, not fine, or not looked at. */
export interface Finding {
  readonly about: "config" | "types" | "source" | "notify";
  readonly status: "fine" | "wrong" | "skipped";
  readonly message: string;
}

const marks: Readonly<Record<Finding["status"], { readonly style: StyleName; readonly word: string }>> = {
  fine: { style: "good", word: "✓ fine " },
  wrong: { style: "bad", word: "✗ wrong" },
  skipped: { style: "warn", word: "! note " },
};

/** What a check found, one mark a finding. */
export function renderFindings(path: string, findings: readonly Finding[], { paint, width }: Canvas): string {
  const lines = findings.flatMap(({ about, status, message }) => {
    const { style, word } = marks[status];
    const [first = "", ...rest] = wrap(message, width - 19);
    return [
      `  ${paint(style, word)}  ${about.padEnd(6)}  ${first}`,
      ...rest.map((line) => `${" ".repeat(19)}${line}`),
    ];
  });
  const wrong = findings.filter(({ status }) => status === "wrong").length;
  const end = wrong === 0 ? "Nothing stands against a run." : `${wrong} to mend.`;
  return `${paint("title", path)}\n${lines.join("\n")}\n${end}\n`;
}
