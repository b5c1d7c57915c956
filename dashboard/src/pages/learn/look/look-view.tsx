import type { ReactNode } from "react";
import type { Lesson } from "../../../api/schema.gen.ts";
import type { WayProps } from "../way-props.ts";
import { CleanLook } from "./clean-look.tsx";
import { CollectLook } from "./collect-look.tsx";
import { FeaturesLook } from "./features-look.tsx";
import { MonitorLook } from "./monitor-look.tsx";
import { NetworkLook } from "./network-look.tsx";
import { PackageLook } from "./package-look.tsx";
import { RetrainLook } from "./retrain-look.tsx";
import { ServeLook } from "./serve-look.tsx";
import { TrainLook } from "./train-look.tsx";
import { ValidateLook } from "./validate-look.tsx";

const pictures: Readonly<Record<Lesson["stop"], (props: WayProps) => ReactNode>> = {
  collect: CollectLook,
  clean: CleanLook,
  features: FeaturesLook,
  train: TrainLook,
  network: NetworkLook,
  validate: ValidateLook,
  package: PackageLook,
  serve: ServeLook,
  monitor: MonitorLook,
  retrain: RetrainLook,
};

/** The stop as a picture of the run's own figures. */
export function LookView(props: WayProps): ReactNode {
  const Picture = pictures[props.lesson.stop];
  return <Picture {...props} />;
}
