import type { ReactNode } from "react";
import type { LessonMonitor, ToldAlert } from "../../api/schema.gen.ts";
import { ChartFigure } from "../../parts/chart/chart-figure.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import type { Happening } from "./alert-happenings.ts";
import { PhaseMark } from "./alert-phase.tsx";
import { boundText, valueText } from "./alert-words.ts";

interface AlertPictureProps {
  readonly monitor: LessonMonitor;
  readonly happenings: readonly Happening[];
  readonly told: ToldAlert;
}

const [step, height, top] = [108, 150, 16];

/** Values one window after another, the bound among them, and below each what the alert is then. */
export function AlertPicture({ monitor, happenings, told }: AlertPictureProps): ReactNode {
  const y = scaleOf(monitor, happenings);
  const width = Math.max(320, happenings.length * step);
  return (
    <ChartFigure
      title={`${monitor.name}, window by window`}
      summary={`The alert is ${told.phases.at(-1) ?? "ok"} in the end. Bad is ${boundText(monitor)}.`}
      rows={happenings.length}
      columns={[
        { title: "Happening", align: "left", cell: (row) => valueText(happenings[row], monitor) },
        { title: "Alert", align: "left", cell: (row) => told.phases[row] },
        { title: "What happened", align: "left", cell: (row) => told.changes[row]?.join(", ") },
      ]}
    >
      <ScrollBox label={`${monitor.name}, window by window`}>
        <svg width={width} height={height + 62} aria-hidden="true" style={{ display: "block" }}>
          <line
            x1="0"
            x2={width}
            y1={y(monitor.bound)}
            y2={y(monitor.bound)}
            stroke="var(--mantine-color-red-filled)"
            strokeDasharray="5 4"
          />
          <text x="2" y={y(monitor.bound) - 5} fontSize="11" fill="var(--state-bad)">
            {boundText(monitor)} is bad
          </text>
          {happenings.map((happening, index) => {
            const x = index * step + step / 2;
            return (
              <g key={x} transform={`translate(${x} 0)`}>
                <HappeningMark happening={happening} monitor={monitor} y={y} />
                <PhaseMark
                  y={height + 16}
                  phase={told.phases[index] ?? "ok"}
                  isNoData={told.isNoData[index] === true}
                />
              </g>
            );
          })}
        </svg>
      </ScrollBox>
    </ChartFigure>
  );
}

type Scale = (value: number) => number;

function scaleOf({ bound }: LessonMonitor, happenings: readonly Happening[]): Scale {
  const values = happenings.flatMap((one) =>
    one === "acknowledge" || one.value === null ? [] : [one.value],
  );
  const [least, most] = [Math.min(...values, bound), Math.max(...values, bound)];
  const room = 0.15 * Math.max(most - least, Math.abs(bound) * 0.1, 1e-9);
  const [low, high] = [least - room, most + room];
  return (value) => top + ((height - top) * (high - value)) / (high - low);
}

interface HappeningMarkProps {
  readonly happening: Happening;
  readonly monitor: LessonMonitor;
  readonly y: Scale;
}

function HappeningMark({ happening, monitor, y }: HappeningMarkProps): ReactNode {
  const value = happening === "acknowledge" ? null : happening.value;
  if (value === null)
    return (
      <text y={height / 2 - 14} textAnchor="middle" fontSize="11" fill="var(--mantine-color-dimmed)">
        {happening === "acknowledge" ? "somebody looks" : "no rows"}
      </text>
    );
  return (
    <>
      <circle cy={y(value)} r="5" fill="var(--mantine-color-blue-filled)" />
      <text y={y(value) - 10} textAnchor="middle" fontSize="11" fill="var(--mantine-color-text)">
        {valueText(happening, monitor)}
      </text>
    </>
  );
}
