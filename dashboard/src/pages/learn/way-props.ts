import type { Lesson, LessonPage } from "../../api/schema.gen.ts";
import type { KeptProgress } from "./progress.ts";

/** What every way of taking in a stop is given. */
export interface WayProps {
  readonly page: LessonPage;
  readonly lesson: Lesson;
  readonly kept: KeptProgress;
}
