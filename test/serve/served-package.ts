/** A package that the project's own builder made and signed, and its inputs as requests carry them. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { buildPackage, type LoadedPackage, loadPackage } from "../../src/stages/6-package/index.ts";
import { type FixtureOptions, packageFixture } from "../packages/fixture.ts";

export interface ServedPackages extends AsyncDisposable {
  /** Versions 3 and 4 of the model will-buy: the same weights. */
  readonly directories: Readonly<Record<3 | 4, string>>;
  readonly loaded: LoadedPackage;
  /** Copies the package of a version to where a test may damage it. */
  copy(version: 3 | 4, name: string): Promise<string>;
}

export async function servedPackages(options: FixtureOptions = {}): Promise<ServedPackages> {
  const fixture = await packageFixture({ hidden: [8], ...options });
  const [three, four] = [fixture.input("v3"), fixture.input("v4", { version: 4 })];
  await buildPackage(three, fixture.context);
  await buildPackage(four, fixture.context);
  const directories = { 3: three.directory, 4: four.directory };
  return {
    directories,
    loaded: await loadPackage(three.directory),
    async copy(version, name) {
      const target = join(fixture.directory, name);
      await cp(directories[version], target, { recursive: true });
      return target;
    },
    [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose](),
  };
}

export const visits = [
  { device: "phone", clicks: 3, past_clicks: 40 },
  { device: "desktop", clicks: 0, past_clicks: null },
  { device: "Gerät ✓", clicks: null, past_clicks: 7.25 },
] as const;

/** `rows` as an inference request of the Open Inference Protocol. */
export function inferBody(rows: readonly Readonly<Record<string, unknown>>[] = visits) {
  const column = (name: string, datatype: string) => ({
    name,
    datatype,
    shape: [rows.length, 1],
    data: rows.map((row) => row[name]),
  });
  return { inputs: [column("device", "BYTES"), column("clicks", "FP64"), column("past_clicks", "FP64")] };
}
