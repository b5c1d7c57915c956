import type { ReactNode } from "react";
import type { Lesson } from "../../../api/schema.gen.ts";
import type { WayProps } from "../way-props.ts";
import { EventTry } from "./event-try.tsx";
import { FeaturesTry } from "./features-try.tsx";
import { MonitorTry } from "./monitor-try.tsx";
import { NetworkTry } from "./network-try.tsx";
import { PackageTry } from "./package-try.tsx";
import { RetrainTry } from "./retrain-try.tsx";
import { ServeTry } from "./serve-try.tsx";
import { TrainTry } from "./train-try.tsx";
import { ValidateTry } from "./validate-try.tsx";

const tries: Readonly<Record<Lesson["stop"], (props: WayProps) => ReactNode>> = {
  collect: EventTry,
  clean: EventTry,
  features: FeaturesTry,
  train: TrainTry,
  network: NetworkTry,
  validate: ValidateTry,
  package: PackageTry,
  serve: ServeTry,
  monitor: MonitorTry,
  retrain: RetrainTry,
};

/** Something to move, answered by the product itself. */
export function TryView(props: WayProps): ReactNode {
  const Try = tries[props.lesson.stop];
  return <Try {...props} />;
}
