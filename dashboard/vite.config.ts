/** The dashboard's build: one chunk a page, hashed names, and each asset compressed beside itself. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const out = at("../dist/dashboard/");

/** Writes `x.br` and `x.gz` beside every script and style, so that the server compresses none. */
const compressed: Plugin = {
  name: "compressed-assets",
  apply: "build",
  async closeBundle() {
    const folder = `${out}assets/`;
    const names = (await readdir(folder)).filter((name) => /\.(js|css)$/.test(name));
    await Promise.all(
      names.map(async (name) => {
        const bytes = await readFile(folder + name);
        await writeFile(`${folder}${name}.br`, await promisify(brotliCompress)(bytes));
        await writeFile(`${folder}${name}.gz`, await promisify(gzip)(bytes));
      }),
    );
  },
};

export default defineConfig({
  root: at("."),
  base: "/ui/",
  plugins: [react(), compressed],
  html: { cspNonce: "__CSP_NONCE__" },
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1_000,
  },
  server: { proxy: { "/api": "http://127.0.0.1:8080" } },
});
