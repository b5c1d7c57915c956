import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { SecondTry } from "./test/fixtures/second-try.ts";

export default defineConfig(({ mode }) => ({
  resolve: { alias: { airworthy: fileURLToPath(new URL("./src/index.ts", import.meta.url)) } },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts", "scripts/**/*.test.ts", "dashboard/src/**/*.test.ts"],
    globalSetup: "test/fixtures/global-setup.ts",
    pool: "forks",
    maxWorkers: "100%", // of the processors; the default leaves one of two idle
    isolate: false, // a file costs more to load than most take to run
    testTimeout: 120_000,
    retry: 1,
    reporters: ["default", new SecondTry()], // names what needed it
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 120_000,
    env: { AIRWORTHY_FAULTS: mode === "whole" ? "whole" : "short" },
  },
}));
