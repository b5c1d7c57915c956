/** The learn page in a real browser: on a run of one's own against its API, and in a folder without a project. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { LessonPage, LessonQuestion } from "../../dashboard/src/api/schema.gen.ts";
import { airworthy, temporaryFolder } from "../cli/airworthy.ts";
import { trainedProject } from "../fixtures/trained-project.ts";
import { desktop, phone } from "./browser.ts";
import { seriousIn } from "./checks.ts";
import { settled } from "./settled.ts";
import { type UiPages, uiPages } from "./ui-pages.ts";

let own: UiPages;
let empty: UiPages;
let told: LessonPage;
beforeAll(async () => {
  own = await uiPages(await trainedProject());
  empty = await uiPages(await temporaryFolder());
  told = await asked<LessonPage>(own, "/api/runs/latest/lessons");
});
afterAll(async () => {
  await own[Symbol.asyncDispose]();
  await empty[Symbol.asyncDispose]();
});

async function asked<T>({ url }: UiPages, path: string): Promise<T> {
  const response = await fetch(url + path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return (await response.json()) as T;
}

const stopOf = (name: string) => {
  const found = told.lessons.find(({ stop }) => stop === name);
  if (found === undefined) throw new Error(`no stop ${name}`);
  return found;
};

test("the ten stops are walked by the arrow keys, each with its words, and the address goes along", async () => {
  await using opened = await own.open("/learn");
  const { page } = opened;
  for (const [index, lesson] of told.lessons.entries()) {
    const panel = page.getByRole("region", { name: `${index + 1}. ${lesson.title}` });
    await panel.waitFor();
    for (const paragraph of lesson.read) expect(await panel.innerText()).toContain(paragraph);
    if (index > 0) expect(new URL(page.url()).searchParams.get("stop")).toBe(lesson.stop);
    await page.keyboard.press("ArrowRight");
  }
  expect(new URL(page.url()).searchParams.get("stop")).toBe("retrain");
  await page.keyboard.press("ArrowLeft");
  await page.getByRole("region", { name: "9. Monitor" }).waitFor();
  expect(opened.complaints).toEqual([]);
});

test("what the run measured is what the page says: rows, epochs, thresholds, candidates", async () => {
  const { facts } = told;
  await using opened = await own.open("/learn?stop=collect&way=look");
  const { page } = opened;
  const [collect] = facts.data.stages;
  expect(await page.getByRole("figure").innerText()).toContain(collect?.rowsOut.toLocaleString("en"));
  await page.goto(`${own.url}/ui/learn?stop=validate&way=try`);
  await settled(opened);
  const table = facts.thresholds;
  if (table === null) throw new Error("a binary model has thresholds");
  await page.getByRole("slider", { name: "Threshold" }).focus();
  await page.keyboard.press("ArrowRight");
  const row = table.rows[table.chosen + 1];
  const matrix = page.getByRole("table", { name: "Confusion matrix" });
  await expect.poll(() => matrix.innerText()).toContain(`${row?.truePositives.toLocaleString("en")} right`);
  expect(new URL(page.url()).searchParams.get("stop")).toBe("validate");
  await page.goto(`${own.url}/ui/learn?stop=train&way=try`);
  await settled(opened);
  await page.getByRole("slider", { name: "Epoch" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => page.getByTestId("epoch-note").innerText()).toBe(facts.training.epochs[1]?.note);
  await page.goto(`${own.url}/ui/learn?stop=network&way=try`);
  await settled(opened);
  const [sweep] = facts.answer?.sweeps ?? [];
  await page.getByRole("slider", { name: sweep?.input ?? "" }).focus();
  await page.keyboard.press("End");
  const last = sweep?.values.at(-1);
  await expect
    .poll(() => page.getByTestId("swept").innerText())
    .toContain(`${((last?.score ?? 0) * 100).toFixed(1)}%`);
  expect(opened.complaints).toEqual([]);
});

const placeOf = (question: LessonQuestion | undefined, isRight: boolean) =>
  String(1 + (question?.options.findIndex((option) => option.isRight === isRight) ?? 0));
const optionOf = (question: LessonQuestion | undefined, isRight: boolean) =>
  question?.options.find((option) => option.isRight === isRight);

test("a question says why an answer is wrong and why one is right; progress stays over a reload, until it is reset", async () => {
  const { questions } = stopOf("train");
  const [first, second] = questions;
  await using opened = await own.open("/learn?stop=train&way=quiz");
  const { page } = opened;
  const main = page.getByRole("main");
  await page.getByText(first?.prompt ?? "").waitFor();
  await page.keyboard.press(placeOf(first, false));
  await page.getByText(optionOf(first, false)?.why ?? "").waitFor();
  expect(await main.innerText()).toContain("Not this one");
  expect(await main.innerText()).toContain("0 of ");
  await page.keyboard.press(placeOf(first, true));
  await page.getByText(optionOf(first, true)?.why ?? "").waitFor();
  const all = told.lessons.flatMap((lesson) => lesson.questions).length;
  expect(await main.innerText()).toContain(`1 of ${all} right`);
  for (const question of questions.slice(1)) {
    await page.keyboard.press("n");
    await page.getByText(question.prompt).waitFor();
    await page
      .getByRole("button", { name: optionOf(question, true)?.text ?? "", exact: false })
      .first()
      .click();
    await page.getByText(optionOf(question, true)?.why ?? "").waitFor();
  }
  await page.getByRole("button", { name: "done: Train" }).waitFor();
  await page.reload();
  await settled(opened);
  expect(await main.innerText()).toContain(`${questions.length} of ${all} right`);
  expect(second).toBeDefined();
  await page.getByRole("button", { name: "Start again" }).click();
  await expect.poll(() => main.innerText()).toContain(`0 of ${all} right`);
  await page.getByRole("button", { name: "4 Train", exact: true }).waitFor();
  expect(opened.complaints).toEqual([]);
});

test("cards turn by the space bar, and steps go on by the keyboard", async () => {
  const { cards, steps } = stopOf("clean");
  await using opened = await own.open("/learn?stop=clean&way=cards");
  const { page } = opened;
  const card = page.getByTestId("card");
  expect(await card.innerText()).toContain(cards[0]?.term);
  expect(await card.innerText()).not.toContain(cards[0]?.meaning);
  await page.keyboard.press(" ");
  await expect.poll(() => card.innerText()).toContain(cards[0]?.here);
  await page.keyboard.press("n");
  await expect.poll(() => card.innerText()).toContain(cards[1]?.term);
  expect(await card.innerText()).not.toContain(cards[1]?.meaning);
  await page.getByText("Step through").click();
  await page.getByText(`Step 1 of ${steps.length}`).waitFor();
  await page.keyboard.press("n");
  await page.getByText(steps[1]?.text ?? "").waitFor();
  expect(opened.complaints).toEqual([]);
});

test("an event, an alert, a log and a challenger are answered by the product's own functions", async () => {
  await using opened = await own.open("/learn?stop=clean&way=try");
  const { page } = opened;
  const fate = page.getByTestId("fate");
  await page.getByLabel("pages", { exact: true }).fill("many");
  await expect.poll(() => fate.innerText()).toContain("Set aside by collect: pages");
  await page.getByLabel("pages", { exact: true }).fill("");
  await expect.poll(() => fate.innerText()).toMatch(/Leaves at the rule/);
  await page.goto(`${own.url}/ui/learn?stop=monitor&way=try&whose=example`);
  await settled(opened);
  const phase = page.getByTestId("phase");
  await page.getByRole("button", { name: /^A bad window/ }).click();
  await expect.poll(() => phase.innerText()).toContain("firing");
  await page.getByRole("button", { name: /^A good window/ }).click();
  await page.getByRole("button", { name: /^A good window/ }).click();
  await expect.poll(() => phase.innerText()).toContain("firing");
  await page.getByLabel("The alert latches").click();
  await expect.poll(() => phase.innerText()).toContain("resolved");
  await page.goto(`${own.url}/ui/learn?stop=serve&way=try`);
  await settled(opened);
  const log = page.getByTestId("log");
  await page.getByRole("button", { name: "Report the truth of A" }).click();
  await page.getByRole("button", { name: "Send event A" }).click();
  await page.getByRole("button", { name: "Send event A" }).click();
  await expect.poll(() => log.innerText()).toBe("The log holds 1 event, 1 answer and 1 label.");
  await page.goto(`${own.url}/ui/learn?stop=retrain&way=try`);
  await settled(opened);
  const decision = page.getByTestId("decision");
  await expect.poll(() => decision.innerText()).toContain("until a person decides");
  await page.getByLabel("It is worse on one slice").click();
  await expect.poll(() => decision.innerText()).toContain("✗ The champion stays");
  expect(opened.complaints).toEqual([]);
});

test("what cleaning did is told once airworthy learn has measured it, and the page says what to run until then", async () => {
  await using opened = await own.open("/learn?stop=clean&way=look");
  const { page } = opened;
  expect(told.facts.comparison).toBeNull();
  await page.getByText(`airworthy learn ${told.facts.data.run.id}`).waitFor();
  const { code, stdout } = await airworthy(["learn", "--json"], { cwd: own.path });
  expect(code).toBe(0);
  const measured = JSON.parse(stdout) as NonNullable<LessonPage["facts"]["comparison"]>;
  const { facts, lessons } = await asked<LessonPage>(own, "/api/runs/latest/lessons");
  expect(measured).toMatchObject(facts.comparison ?? { missing: true });
  expect(facts.comparison?.rows).toBe(facts.data.split?.validationRows);
  expect(lessons[1]?.questions.length).toBe((stopOf("clean").questions.length ?? 0) + 2);
  await page.reload();
  await settled(opened);
  const table = page.getByRole("table", { name: "With and without cleaning" });
  const text = await table.innerText();
  for (const side of [measured.withRules, measured.withoutRules])
    expect(text).toContain(`${((side.metrics.accuracy?.value ?? 0) * 100).toFixed(1)}%`);
  expect(opened.complaints).toEqual([]);
});

test("in a folder without a project it works on the clicks example, says so, and other pages say what to do", async () => {
  const example = await asked<LessonPage>(empty, "/api/lessons/example");
  await using opened = await empty.open("/learn?stop=collect");
  const { page } = opened;
  expect(await page.getByRole("main").innerText()).toContain("Figures of the clicks example");
  expect(await page.getByRole("main").innerText()).toContain(example.lessons[0]?.read[1]);
  await page.goto(`${empty.url}/ui/learn?stop=collect&way=try`);
  await settled(opened);
  await page.getByLabel("clicks", { exact: true }).fill("many");
  await expect.poll(() => page.getByTestId("fate").innerText()).toContain("Set aside by collect: clicks");
  await page.goto(`${empty.url}/ui/training`);
  await page.getByText("There is no project here").waitFor();
});

test("one switches between one's own figures and the example's", async () => {
  await using opened = await own.open("/learn?stop=collect");
  const { page } = opened;
  const example = await asked<LessonPage>(own, "/api/lessons/example");
  await page.getByText("Clicks example").click();
  await page.getByText(example.lessons[0]?.read[1] ?? "").waitFor();
  expect(new URL(page.url()).searchParams.get("whose")).toBe("example");
  await page.getByText("My model").click();
  await page.getByText(stopOf("collect").read[1] ?? "").waitFor();
});

const ways = ["read", "look", "step", "try", "quiz", "cards"];

test.each([
  { name: "a desktop, light", viewport: desktop, colorScheme: "light" },
  { name: "a phone, dark", viewport: phone, colorScheme: "dark" },
] as const)(
  "on $name axe finds nothing serious at any stop, and nothing is wider than the screen",
  async ({ viewport, colorScheme }) => {
    await using opened = await own.open("/learn?whose=example", { viewport, colorScheme });
    const { page } = opened;
    for (const [index, { stop }] of told.lessons.entries())
      for (const way of [ways[index % ways.length], ways[(index + 3) % ways.length]]) {
        await page.goto(`${own.url}/ui/learn?whose=example&stop=${stop}&way=${way}`);
        await settled(opened);
        expect([stop, way, await seriousIn(page, "main")]).toEqual([stop, way, []]);
        const wide = await page.evaluate("document.documentElement.scrollWidth");
        expect([stop, way, Number(wide) <= viewport.width]).toEqual([stop, way, true]);
      }
    expect(opened.complaints).toEqual([]);
  },
);
