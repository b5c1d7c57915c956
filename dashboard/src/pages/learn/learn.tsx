import { Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { pages } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { LessonView } from "./lesson-view.tsx";
import { useLearnSearch } from "./use-learn-search.ts";
import { useLessonPage } from "./use-lesson-page.ts";
import { WhoseFigures } from "./whose-figures.tsx";

/** Understand production readiness on your own model. */
export function Learn(): ReactNode {
  const [search] = useLearnSearch();
  const query = useLessonPage(search);
  return (
    <Page {...pages.learn} aside={query.data === undefined ? null : <WhoseFigures page={query.data} />}>
      <Stack gap="md">
        <QueryView query={query} height={480}>
          {(page) => <LessonView key={`${page.whose} ${page.facts.data.run.id}`} page={page} />}
        </QueryView>
      </Stack>
    </Page>
  );
}
