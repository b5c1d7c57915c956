import { Box, Button, Group, Kbd } from "@mantine/core";
import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useMemo } from "react";
import type { Lesson, LessonPage } from "../../api/schema.gen.ts";
import { Panel } from "../../parts/panel.tsx";
import { SingleKeysSwitch } from "../../parts/single-keys.tsx";
import { LoadingState } from "../../parts/states/loading-state.tsx";
import { CardsView } from "./cards-view.tsx";
import type { Way } from "./learn-search.ts";
import { useProgress } from "./progress.ts";
import { ProgressBar } from "./progress-bar.tsx";
import { QuizView } from "./quiz-view.tsx";
import { ReadView } from "./read-view.tsx";
import { StepView } from "./step-view.tsx";
import { StopBar } from "./stop-bar.tsx";
import { useLearnKeys } from "./use-learn-keys.ts";
import { useLearnSearch } from "./use-learn-search.ts";
import { WayPicker } from "./way-picker.tsx";
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
  const [{ stop: wanted, way = "read" }, change] = useLearnSearch();
  const { lessons } = page;
  const at = Math.max(
    0,
    lessons.findIndex(({ stop }) => stop === wanted),
  );
  const [before, lesson, after] = [lessons[at - 1], lessons[at], lessons[at + 1]];
  const [back, stop, on] = [before?.stop, lesson?.stop, after?.stop];
  const kept = useProgress(page);
  const { see } = kept;
  useEffect(() => {
    see(`${stop}/${way}`);
  }, [see, stop, way]);
  useLearnKeys(
    useMemo(
      () => ({
        ArrowLeft: back === undefined ? undefined : () => change({ stop: back }),
        ArrowRight: on === undefined ? undefined : () => change({ stop: on }),
      }),
      [back, on, change],
    ),
  );
  if (lesson === undefined) return null;
  const View = views[way];
  return (
    <>
      <ProgressBar page={page} kept={kept} />
      <StopBar page={page} lesson={lesson} kept={kept} />
      <Panel title={`${at + 1}. ${lesson.title}`} note={lesson.question}>
        <WayPicker way={way} onChange={(chosen) => change({ way: chosen })} />
        <Box mih={220}>
          <Suspense fallback={<LoadingState />}>
            <View key={`${stop} ${way}`} page={page} lesson={lesson} kept={kept} />
          </Suspense>
        </Box>
      </Panel>
      <Neighbours before={before} after={after} onGo={(stop) => change({ stop })} />
    </>
  );
}

interface NeighboursProps {
  readonly before: Lesson | undefined;
  readonly after: Lesson | undefined;
  readonly onGo: (stop: Lesson["stop"]) => void;
}

function Neighbours({ before, after, onGo }: NeighboursProps): ReactNode {
  return (
    <Group justify="space-between">
      {before === undefined ? (
        <span />
      ) : (
        <Button variant="default" size="sm" onClick={() => onGo(before.stop)}>
          ← {before.title}
        </Button>
      )}
      <SingleKeysSwitch
        description={
          <>
            <Kbd size="xs">←</Kbd> <Kbd size="xs">→</Kbd> go from stop to stop
          </>
        }
      />
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
