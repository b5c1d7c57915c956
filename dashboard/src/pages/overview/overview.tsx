import { SimpleGrid, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useAsk } from "../../api/use-ask.ts";
import { pages } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { RangePicker } from "../../parts/range-picker.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { useRange } from "../../parts/time-range.ts";
import { FigureCard } from "./figure-card.tsx";
import { figuresOf } from "./figures.ts";
import { sentenceOf } from "./sentence.ts";

/** Is my model all right? */
export function Overview(): ReactNode {
  const { from, to } = useRange();
  const query = useAsk("GET /api/status", { query: { from, to } }, { everyMs: 10_000 });
  return (
    <Page {...pages.overview} aside={<RangePicker />}>
      <QueryView query={query} height={320}>
        {(status) => (
          <>
            <Text size="lg" maw={900}>
              {sentenceOf(status)}
            </Text>
            <SimpleGrid cols={{ base: 1, xs: 2, lg: 5 }} spacing="md">
              {figuresOf(status).map((figure) => (
                <FigureCard key={figure.title} {...figure} />
              ))}
            </SimpleGrid>
          </>
        )}
      </QueryView>
    </Page>
  );
}
