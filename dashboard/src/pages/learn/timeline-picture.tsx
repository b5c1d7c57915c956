import type { ReactNode } from "react";
import type { EntityTimeline } from "../../api/schema.gen.ts";
import { ChartFigure } from "../../parts/chart/chart-figure.tsx";
import { formatNumber, formatTime } from "../../parts/format.ts";
import { ScrollBox } from "../../parts/scroll-box.tsx";

interface TimelinePictureProps {
  readonly timeline: EntityTimeline;
  /** The event that is asked about. */
  readonly at: number;
}

const [step, line, height] = [92, 72, 150];
const dimmed = "var(--mantine-color-dimmed)";

/** The events of one entity in their order: what may be looked at for one of them, and what not yet. */
export function TimelinePicture({ timeline, at }: TimelinePictureProps): ReactNode {
  const { events, feature, columns, words } = timeline;
  const own = events[at];
  if (own === undefined) return null;
  const value = own.feature === null ? "missing" : formatNumber(own.feature);
  return (
    <ChartFigure
      title={`${feature} at event ${at + 1} of ${events.length}`}
      summary={`It may look at ${own.visible} earlier ${own.visible === 1 ? "event" : "events"}, and is ${value}: ${words}.`}
      rows={events.length}
      columns={[
        { title: "Event", align: "left", cell: (row) => formatTime(events[row]?.at ?? 0) },
        ...columns.map((title, column) => ({
          title,
          cell: (row: number) => String(events[row]?.values[column] ?? "–"),
        })),
        { title: "May look at", cell: (row) => events[row]?.visible },
        { title: feature, cell: (row) => formatNumber(events[row]?.feature) },
      ]}
    >
      <ScrollBox label={`${feature}, event by event`}>
        <svg width={events.length * step} height={height} aria-hidden="true" style={{ display: "block" }}>
          {at === 0 ? null : (
            <rect
              y="24"
              width={at * step - 6}
              height={height - 26}
              rx="6"
              fill="var(--mantine-color-blue-filled)"
              opacity="0.1"
            />
          )}
          <text x="8" y="16" fontSize="12" fill={dimmed}>
            {at === 0 ? "" : "known by then"}
          </text>
          <text x={(at + 1) * step + 8} y="16" fontSize="12" fill={dimmed}>
            {at === events.length - 1 ? "" : "not yet"}
          </text>
          <line
            x1="8"
            x2={events.length * step - 8}
            y1={line}
            y2={line}
            stroke="var(--mantine-color-default-border)"
            strokeWidth="2"
          />
          {events.map((event, index) => {
            const x = index * step + step / 2;
            const when = index < at ? "before" : index === at ? "own" : "after";
            return <EventMark key={x} x={x} event={event} columns={columns} when={when} />;
          })}
        </svg>
      </ScrollBox>
    </ChartFigure>
  );
}

interface EventMarkProps {
  /** Where in the picture its middle is. */
  readonly x: number;
  readonly event: EntityTimeline["events"][number];
  readonly columns: readonly string[];
  readonly when: "before" | "own" | "after";
}

const fills = {
  before: "var(--mantine-color-blue-filled)",
  own: "var(--mantine-color-body)",
  after: "var(--mantine-color-default-border)",
} as const;

/** One event with what the feature reads of it; what came later is not told yet. */
function EventMark({ x, event, columns, when }: EventMarkProps): ReactNode {
  const isOwn = when === "own";
  return (
    <g transform={`translate(${x} 0)`}>
      <text y={line - 22} textAnchor="middle" fontSize="10" fill={dimmed}>
        {formatTime(event.at)}
      </text>
      <circle
        cy={line}
        r={isOwn ? 9 : 7}
        fill={fills[when]}
        stroke={isOwn ? "var(--mantine-color-text)" : "none"}
        strokeWidth="2.5"
      />
      {when === "after"
        ? null
        : columns.slice(0, 2).map((name, column) => (
            <text
              key={name}
              y={line + 30 + column * 16}
              textAnchor="middle"
              fontSize="11"
              fill={isOwn ? dimmed : "var(--mantine-color-text)"}
            >
              {name} {String(event.values[column] ?? "–")}
            </text>
          ))}
    </g>
  );
}
