import { expect, test } from "vitest";
import { examplePage } from "../../../pipeline/views/learn/lesson-page.ts";
import { lessonPageSchema } from "./schema/lesson.ts";

test("lessonPageSchema takes the example that is shipped; npm run lesson-example writes it anew", async () => {
  const page: unknown = JSON.parse(JSON.stringify(await examplePage()));
  expect(lessonPageSchema.safeParse(page).error?.issues ?? []).toEqual([]);
});
