import type { ReactNode } from "react";
import type { Trace } from "../../api/schema.gen.ts";
import { ChartFigure } from "../../parts/chart/chart-figure.tsx";
import { formatNumber, formatShare } from "../../parts/format.ts";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { type LayerPlace, networkLayout, type PathPlace, type UnitPlace } from "./network-layout.ts";

/** The network layer by layer: units as strong as they were active, and the connections that mattered most. */
export function NetworkPicture({ trace }: { readonly trace: Trace }): ReactNode {
  const { width, height, layers, paths } = networkLayout(trace);
  const rows = layers.flatMap(({ title, units }) => units.map((unit) => ({ title, unit })));
  const last = layers.length - 1;
  return (
    <ChartFigure
      title="Layer by layer"
      summary={summaryOf(trace)}
      rows={rows.length}
      columns={[
        { title: "Layer", align: "left", cell: (row) => rows[row]?.title },
        { title: "Unit", align: "left", cell: (row) => rows[row]?.unit.name },
        { title: "Value", cell: (row) => formatNumber(rows[row]?.unit.value) },
        { title: "Moved the logit by", cell: (row) => formatNumber(rows[row]?.unit.contribution) },
      ]}
    >
      <ScrollBox label="The network">
        <svg
          width={width}
          height={height}
          style={{ display: "block", marginInline: "auto" }}
          aria-hidden="true"
        >
          {paths.map((path) => (
            <Connection key={path.key} path={path} />
          ))}
          {layers.map((layer, index) => (
            <Layer
              key={layer.title}
              layer={layer}
              side={index === 0 ? "left" : index === last ? "right" : "none"}
            />
          ))}
        </svg>
      </ScrollBox>
    </ChartFigure>
  );
}

function summaryOf({ encoded, decision }: Trace): string {
  const strongest = [...encoded]
    .sort((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution))
    .slice(0, 3)
    .filter(({ contribution }) => contribution !== 0)
    .map(({ name, contribution }) => `${name} (${contribution > 0 ? "+" : ""}${formatNumber(contribution)})`);
  const answer =
    decision.probability === null
      ? String(decision.prediction)
      : `${String(decision.prediction)} with ${formatShare(decision.probability)}`;
  return strongest.length === 0
    ? `The answer is ${answer}.`
    : `The answer is ${answer}; what moved it most: ${strongest.join(", ")}.`;
}

function Connection({ path }: { readonly path: PathPlace }): ReactNode {
  const { path: line, contribution, strength } = path;
  return (
    <path
      d={line}
      fill="none"
      stroke={`var(--mantine-color-${contribution < 0 ? "orange" : "blue"}-text)`}
      strokeWidth={1 + 5 * strength}
      strokeDasharray={contribution < 0 ? "6 3" : undefined}
      opacity={0.3 + 0.5 * strength}
    />
  );
}

interface LayerProps {
  readonly layer: LayerPlace;
  /** Where the units' names stand. */
  readonly side: "left" | "right" | "none";
}

function Layer({ layer, side }: LayerProps): ReactNode {
  const { title, note, x, units } = layer;
  return (
    <g>
      <text x={x} y={16} textAnchor="middle" fontSize="13" fontWeight="600" fill="var(--mantine-color-text)">
        {title}
      </text>
      <text x={x} y={33} textAnchor="middle" fontSize="11" fill="var(--mantine-color-dimmed)">
        {note}
      </text>
      {units.map((unit) => (
        <Unit key={unit.key} unit={unit} side={side} />
      ))}
    </g>
  );
}

function Unit({ unit, side }: { readonly unit: UnitPlace; readonly side: LayerProps["side"] }): ReactNode {
  const { x, y, value, strength, name } = unit;
  const isLeft = side === "left";
  return (
    <g>
      <title>{`${name}: ${formatNumber(value)}`}</title>
      <circle cx={x} cy={y} r="9" fill="var(--mantine-color-body)" />
      <circle
        cx={x}
        cy={y}
        r="9"
        fill={`var(--mantine-color-${value < 0 ? "orange" : "blue"}-filled)`}
        fillOpacity={value === 0 ? 0 : 0.12 + 0.83 * strength}
        stroke="var(--mantine-color-dimmed)"
        strokeDasharray={value === 0 ? "2 2" : undefined}
      />
      {side === "none" ? (
        <text x={x + 13} y={y - 8} fontSize="9" fill="var(--mantine-color-dimmed)">
          {value === 0 ? "" : formatNumber(value)}
        </text>
      ) : (
        <text
          x={isLeft ? x - 15 : x + 15}
          y={y + 4}
          textAnchor={isLeft ? "end" : "start"}
          fontSize="12"
          fill="var(--mantine-color-text)"
        >
          {name.length > 26 ? `${name.slice(0, 25)}…` : name}{" "}
          <tspan fill="var(--mantine-color-dimmed)">{formatNumber(value)}</tspan>
        </text>
      )}
    </g>
  );
}
