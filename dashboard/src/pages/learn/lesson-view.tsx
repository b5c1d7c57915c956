import { Box, Button, Group, Kbd, SegmentedControl, Text } from "@mantine/core";
import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useMemo } from "react";
import type { LessonPage } from "../../api/schema.gen.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { LoadingState } from "../../parts/states/loading-state.tsx";
import { CardsView } from "./cards-view.tsx";
import { type Stop, stops, type Way, ways } from "./learn-search.ts";
import { useProgress } from "./progress.ts";
import { ProgressBar } from "./progress-bar.tsx";
import { QuizView } from "./quiz-view.tsx";
import { ReadView } from "./read-view.tsx";
import { StepView } from "./step-view.tsx";
import { StopBar } from "./stop-bar.tsx";
import { useLearnKeys } from "./use-learn-keys.ts";
import { useLearnSearch } from "./use-learn-search.ts";
import type { WayProps } from "./way-props.ts";

/** Those with pictures are loaded when they are chosen. */
const LookView = lazy(async () => ({ default: (await import("./look/look-view.tsx")).LookView }));
const TryView = lazy(async () => ({ default: (await import("./try/try-view.tsx")).TryView }));

const views: Readonly<Record<Way, ComponentType<WayProps>>> = {
  read: ReadView,
  look: LookView,
  step: StepView,
  try: TryView,
  quiz: QuizView,
  cards: CardsView,
};

/** One stop of the way, taken in one way. */
export function LessonView({ page }: { readonly page: LessonPage }): ReactNode {
  const [{ stop = "collect", way = "read" }, change] = useLearnSearch();
  const kept = useProgress(page);
  const { see } = kept;
  useEffect(() => {
    see(`${stop}/${way}`);
  }, [see, stop, way]);
  const at = stops.indexOf(stop);
  const [before, after] = [stops[at - 1], stops[at + 1]];
  useLearnKeys(
    useMemo(
      () => ({
        ArrowLeft: before === undefined ? undefined : () => change({ stop: before }),
        ArrowRight: after === undefined ? undefined : () => change({ stop: after }),
      }),
      [before, after, change],
    ),
  );
  const lesson = page.lessons.find((one) => one.stop === stop);
  if (lesson === undefined) return null;
  const View = views[way];
  return (
    <>
      <ProgressBar page={page} kept={kept} />
      <StopBar page={page} kept={kept} />
      <Panel title={`${at + 1}. ${lesson.title}`} note={lesson.question}>
        <ScrollBox label="Ways to take it in">
          <SegmentedControl
            size="sm"
            mb="md"
            miw={560}
            aria-label="How to take it in"
            value={way}
            onChange={(chosen) => change({ way: chosen as Way })}
            data={Object.entries(ways).map(([value, label]) => ({ value, label }))}
          />
        </ScrollBox>
        <Box mih={220}>
          <Suspense fallback={<LoadingState />}>
            <View key={`${stop} ${way}`} page={page} lesson={lesson} kept={kept} />
          </Suspense>
        </Box>
      </Panel>
      <Neighbours page={page} at={at} onGo={(stop) => change({ stop })} />
    </>
  );
}

interface NeighboursProps {
  readonly page: LessonPage;
  readonly at: number;
  readonly onGo: (stop: Stop) => void;
}

function Neighbours({ page: { lessons }, at, onGo }: NeighboursProps): ReactNode {
  const [before, after] = [lessons[at - 1], lessons[at + 1]];
  return (
    <Group justify="space-between">
      {before === undefined ? (
        <span />
      ) : (
        <Button variant="default" size="sm" onClick={() => onGo(before.stop)}>
          ← {before.title}
        </Button>
      )}
      <Text size="xs" c="dimmed" visibleFrom="sm">
        <Kbd size="xs">←</Kbd> <Kbd size="xs">→</Kbd> go from stop to stop
      </Text>
      {after === undefined ? (
        <span />
      ) : (
        <Button variant="default" size="sm" onClick={() => onGo(after.stop)}>
          {after.title} →
        </Button>
      )}
    </Group>
  );
}
