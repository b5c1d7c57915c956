/** A real Chromium, one for all tests of a process; it ends with the process, or when it is closed. */
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";

/** Not the package's own: those switch off what keeps origins apart, and with it the Origin of a page's requests. */
const args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"];

let started: Promise<Browser> | undefined;

async function start(): Promise<Browser> {
  const { default: packed } = await import("@sparticuz/chromium");
  packed.setGraphicsMode = false;
  return await chromium.launch({
    args,
    executablePath: await packed.executablePath(),
    headless: true,
  });
}

/** The browser, started by the first who asks. */
export async function browser(): Promise<Browser> {
  started ??= start();
  return await started;
}

/** Ends the browser, where it was started. */
export async function closeBrowser(): Promise<void> {
  await (await started)?.close();
  started = undefined;
}

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained of: errors, and what its policy kept out. */
  readonly complaints: readonly string[];
}

export const desktop = { width: 1280, height: 900 };
export const phone = { width: 360, height: 740 };

/** A new page, of a person who was never here. */
export async function openPage(options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const context = await (await browser()).newContext({
    viewport: desktop,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "Europe/Zurich",
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, context, complaints, [Symbol.asyncDispose]: () => context.close() };
}
