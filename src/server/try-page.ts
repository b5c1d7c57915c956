/** The page to try the routes: one document with its style and script in it, and a policy that lets nothing else in. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

export interface TryPage {
  readonly html: string;
  /** The Content-Security-Policy that goes with it. */
  readonly policy: string;
}

const folder = new URL("../../templates/try-page/", import.meta.url);
let page: Promise<TryPage> | undefined;

/** The page, read once. */
export async function tryPage(): Promise<TryPage> {
  page ??= readPage();
  return await page;
}

async function readPage(): Promise<TryPage> {
  const [html = "", style = "", script = ""] = await Promise.all(
    ["page.html", "page.css", "page.js"].map((name) => readFile(new URL(name, folder), "utf8")),
  );
  const policy = [
    "default-src 'none'",
    `style-src '${digest(style)}'`,
    `script-src '${digest(script)}'`,
    "connect-src 'self'",
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  const filled = html
    .replace("<style></style>", () => `<style>${style}</style>`)
    .replace("<script></script>", () => `<script>${script}</script>`);
  return { html: filled, policy };
}

function digest(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
