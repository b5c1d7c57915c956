import fc from "fast-check";
import Fastify from "fastify";
import { expect, test } from "vitest";
import { findApiRoute } from "./find-route.ts";
import { apiRoutes } from "./index.ts";

/** The framework's own router with every route under /api/: what it finds is what is right. */
const app = Fastify({ routerOptions: { maxParamLength: 512 } });
for (const { method, paths, events } of apiRoutes)
  for (const path of paths)
    app.route({
      method,
      url: path.replaceAll(/\{(\w+)\}/g, ":$1"),
      exposeHeadRoute: events === undefined,
      handler: (request, reply) => {
        const found = encodeURIComponent(JSON.stringify({ path, params: request.params }));
        return reply.header("x-found", found).send("");
      },
    });

const methods = ["GET", "POST", "HEAD"] as const;

async function routerFinds(method: (typeof methods)[number], url: string): Promise<unknown> {
  const { headers, statusCode } = await app.inject({ method, url });
  const found = headers["x-found"];
  expect([200, 400, 404, 414]).toContain(statusCode);
  return typeof found === "string" ? JSON.parse(decodeURIComponent(found)) : null;
}

function apiFinds(method: string, url: string): unknown {
  const found = findApiRoute(method, url);
  return found && { path: found.path, params: found.params };
}

const patterns = apiRoutes.flatMap(({ paths }) => paths.map((path) => path.split("/")));
const word = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 }).map(encodeURIComponent),
  fc.constantFrom("", "rollback", "example", "a%2Fb", "a%20b", "%61", "%zz", "%c3", "1", "..;", "a+b", "a:b"),
  fc.constantFrom("x".repeat(512), "x".repeat(513)),
);
/** A known path, its parameters filled, and sometimes a word too many, too few or another. */
const url = fc
  .tuple(fc.constantFrom(...patterns), fc.array(word, { minLength: 9, maxLength: 9 }), fc.nat(9))
  .chain(([pattern, words, odd]) => {
    const filled = pattern.map((name, at) => (name.startsWith("{") ? (words[at] ?? "") : name));
    return fc.constantFrom(
      filled,
      filled,
      filled.with(Math.max(2, odd % filled.length), words[8] ?? ""),
      [...filled, words[7] ?? ""],
      filled.slice(0, -1),
    );
  })
  .chain((words) => fc.constantFrom("", "?a=1", "?b=/x/y", "#c").map((query) => words.join("/") + query));

test("findApiRoute() finds what the framework's router finds", async () => {
  const asked = fc.asyncProperty(fc.constantFrom(...methods), url, async (method, path) => {
    expect(apiFinds(method, path)).toEqual(await routerFinds(method, path));
  });
  await fc.assert(asked, { numRuns: 2_000 });
});

test("findApiRoute() finds every route by its own path", async () => {
  for (const { method, paths } of apiRoutes)
    for (const path of paths) {
      const filled = path.replaceAll(/\{(\w+)\}/g, "of-$1");
      const found = apiFinds(method, filled);
      expect(found).toEqual(await routerFinds(method, filled));
      expect(found).toMatchObject({ path });
    }
});
