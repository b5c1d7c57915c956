/** The one document of the dashboard, with a nonce of its own for each reply: its styles are made while it runs. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { AirworthyError } from "../../core/error.ts";

export interface PageDocument {
  readonly html: string;
  /** The Content-Security-Policy that goes with it. */
  readonly policy: string;
}

/** The document of the build in `folder`; NOT_FOUND where there is none. */
export async function pageDocument(folder: URL): Promise<PageDocument> {
  const html = await readFile(new URL("index.html", folder), "utf8").catch((cause: unknown) => {
    throw new AirworthyError(
      "NOT_FOUND",
      "The dashboard is not built; in a clone of the repository npm run build:dashboard makes it.",
      { cause },
    );
  });
  const nonce = randomBytes(16).toString("base64url");
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
  return { html: html.replaceAll("__CSP_NONCE__", nonce), policy };
}
