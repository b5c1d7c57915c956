/**
 * Which modules become one file because a server's start loads them together. By itself the bundler makes a file of
 * whatever the same programs share, and a start would read sixty, most of them smaller than a page.
 */
import { join } from "node:path";
import type { Plugin } from "rolldown";

export interface StartChunks {
  /** Looks at what imports what. */
  readonly plugin: Plugin;
  /** Groups of `output.codeSplitting`. */
  readonly groups: readonly { readonly name: string; readonly test: (id: string) => boolean }[];
}

const command = "cli/commands/serve.ts";
const server = ["server/index.ts", "server/app.ts"];
/** The command line, and the threads that each server begins: they load nothing of a group. */
const apart = [
  "cli/main.ts",
  "io/event-log/sqlite-checkpoint-thread.ts",
  "io/event-log/sqlite-log-thread.ts",
  "io/store/counted-thread.ts",
  "stages/7-serve/inference/inference-thread.ts",
];

/**
 * Two groups of the modules in the folder `source`: what `airworthy serve` imports, most of which other commands need
 * too, and what the server imports that nothing else does.
 */
export function startChunks(source: string): StartChunks {
  const imports = new Map<string, readonly string[]>();
  const roots = new Set<string>();
  const at = (path: string) => join(source, path);

  /** `ids` and all that they import, as far as it is built in. */
  function reach(ids: Iterable<string>): ReadonlySet<string> {
    const found = new Set<string>();
    const left = [...ids];
    for (let id = left.pop(); id !== undefined; id = left.pop()) {
      const next = imports.get(id);
      if (next === undefined || found.has(id)) continue;
      found.add(id);
      left.push(...next);
    }
    return found;
  }

  const ofCommand = once(() => without(reach([at(command)]), reach(apart.map(at))));
  const ofServer = once(() => {
    const own = server.map(at);
    const others = [...roots].filter((id) => !own.includes(id));
    return without(reach(own), reach(others));
  });
  return {
    plugin: {
      name: "start-chunks",
      moduleParsed({ id, importedIds, dynamicallyImportedIds, isEntry }) {
        imports.set(id, importedIds);
        for (const root of [...dynamicallyImportedIds, ...(isEntry ? [id] : [])]) roots.add(root);
      },
      buildEnd() {
        const missing = [command, ...server, ...apart].filter((path) => !imports.has(at(path)));
        if (missing.length > 0) throw new Error(`a server's start no longer loads ${missing.join(", ")}`);
      },
    },
    groups: [
      { name: "start", test: (id) => ofCommand().has(id) },
      { name: "server", test: (id) => ofServer().has(id) },
    ],
  };
}

function without(all: ReadonlySet<string>, some: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...all].filter((one) => !some.has(one)));
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
