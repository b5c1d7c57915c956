import { Text, UnstyledButton } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { RunData } from "../../api/schema.gen.ts";
import { formatCompact, formatCount, formatMs } from "../../parts/format.ts";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { boxWidth, flowLayout, type LeavingLabel, type StageBox, top } from "./flow-layout.ts";
import classes from "./flow-picture.module.css";
import { useDataSearch } from "./use-data-search.ts";

const fills = {
  rows: { fill: "var(--mantine-color-blue-filled)", opacity: 0.28 },
  left: { fill: "var(--mantine-color-red-filled)", opacity: 0.7 },
  model: { fill: "none", stroke: "var(--mantine-color-dimmed)", strokeWidth: 2, strokeDasharray: "5 4" },
} as const;

/** The stages as boxes, the rows as ribbons between them, and what left at its rule. */
export function FlowPicture({ data }: { readonly data: RunData }): ReactNode {
  const { width, height, boxes, ribbons, labels } = flowLayout(data);
  return (
    <ScrollBox label="The way of the rows">
      <div className={classes.picture} style={{ width, height }}>
        <svg width={width} height={height} aria-hidden="true">
          {ribbons.map(({ key, path, kind }) => (
            <path key={key} d={path} {...fills[kind]} />
          ))}
          {boxes.map(({ stage, x, y, height: tall }) => (
            <rect
              key={stage.stage}
              x={x}
              y={y}
              width={boxWidth}
              height={tall}
              rx="3"
              fill="var(--mantine-color-blue-filled)"
            />
          ))}
        </svg>
        {boxes.map((box) => (
          <StageButton key={box.stage.stage} box={box} />
        ))}
        {labels.map((label) => (
          <LeavingButton key={`${label.dropped.stage} ${label.dropped.rule}`} label={label} />
        ))}
      </div>
    </ScrollBox>
  );
}

function StageButton({ box }: { readonly box: StageBox }): ReactNode {
  const { stage, x, y, height } = box;
  const search = useSearch({ from: "/data" });
  const change = useDataSearch();
  const words = `${formatCompact(stage.rowsOut)} × ${stage.columnsOut}`;
  const isChosen = search.stage === stage.stage && search.rule === undefined;
  const label = (
    <>
      <Text size="sm" fw={600} lh={1.3}>
        {stage.stage}
      </Text>
      <Text size="xs" c="dimmed" lh={1.3}>
        {words}
      </Text>
      <Text size="xs" c="dimmed" lh={1.3}>
        {stage.reused ? "reused" : formatMs(stage.durationMs)}
      </Text>
    </>
  );
  const place = { left: x, top: y - top, width: boxWidth, height: height + top };
  const title = `${stage.stage}: ${formatCount(stage.rowsOut)} rows, ${stage.columnsOut} columns; ${stage.note}`;
  if (!stage.hasTable)
    return (
      <div className={classes.stage} style={place} title={title}>
        {label}
      </div>
    );
  return (
    <UnstyledButton
      className={classes.stage}
      style={place}
      title={title}
      aria-pressed={isChosen}
      data-chosen={isChosen || undefined}
      onClick={() => change({ stage: stage.stage, rule: undefined })}
    >
      {label}
    </UnstyledButton>
  );
}

function LeavingButton({ label }: { readonly label: LeavingLabel }): ReactNode {
  const { dropped, x, y } = label;
  const change = useDataSearch();
  const text = (
    <Text size="xs" lh={1.25} truncate>
      <b>−{formatCount(dropped.rows)}</b> {dropped.rule}
    </Text>
  );
  const place = { left: x, top: y };
  if (dropped.stage === "split")
    return (
      <div className={classes.leaving} style={place}>
        {text}
      </div>
    );
  return (
    <UnstyledButton
      className={classes.leaving}
      style={place}
      title={`${formatCount(dropped.rows)} rows left at the rule ${dropped.rule}: show them`}
      onClick={() => change({ stage: dropped.stage, rule: dropped.rule })}
    >
      {text}
    </UnstyledButton>
  );
}
