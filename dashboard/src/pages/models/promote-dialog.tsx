import { Checkbox, Group, SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useState } from "react";
import { ask } from "../../api/ask.ts";
import type { ListedModel, Models } from "../../api/schema.gen.ts";
import { NumberField } from "../../parts/number-field.tsx";
import { DecisionDialog } from "./decision-dialog.tsx";
import { type Way, whatPromotionDoes } from "./what-happens.ts";

export interface PromoteDialogProps {
  readonly model: Pick<ListedModel, "version" | "passed">;
  /** Which one is champion, and what is on its way. */
  readonly standing: Pick<Models, "champion" | "rollouts" | "rolloutPlan">;
  readonly opened: boolean;
  readonly onClose: () => void;
}

const wayWords = [
  { value: "now", label: "At once" },
  { value: "shadow", label: "In shadow first" },
  { value: "canary", label: "As a canary" },
] as const;

/** Makes a version the champion, at once or by a rollout. */
export function PromoteDialog({ model, standing, opened, onClose }: PromoteDialogProps): ReactNode {
  const { version, passed } = model;
  const { champion, rollouts, rolloutPlan: plan } = standing;
  const [way, setWay] = useState<Way>("now");
  const [force, setForce] = useState(false);
  const [percent, setPercent] = useState<number | undefined>(100 * (plan.canary.steps[0] ?? 1));
  const running = rollouts.find(({ state }) => state === "running") ?? null;
  const share = (percent ?? 0) / 100;
  const isAllowed = (passed || force) && (way !== "canary" || (share > 0 && share <= 1));
  const path = { version: String(version) };
  return (
    <DecisionDialog
      title={`Promote version ${version}?`}
      sentences={whatPromotionDoes(way, { version, champion, plan, share, running })}
      action={actionOf(way, version)}
      isAllowed={isAllowed}
      opened={opened}
      onClose={onClose}
      act={() =>
        way === "now"
          ? ask("POST /api/models/{version}/promote", { path, body: { force } })
          : ask("POST /api/models/{version}/rollout", {
              path,
              body: { mode: way, force, ...(way === "canary" ? { share } : {}) },
            })
      }
    >
      {champion === null ? null : (
        <Group align="flex-end" gap="sm">
          <WayPicker way={way} onChange={setWay} />
          {way === "canary" ? (
            <NumberField
              label="Percent of entities"
              value={percent}
              onChange={setPercent}
              min={0}
              max={100}
              step={5}
            />
          ) : null}
        </Group>
      )}
      {passed ? null : (
        <Checkbox
          label={`Version ${version} failed its gates. Promote it all the same.`}
          checked={force}
          onChange={({ currentTarget }) => setForce(currentTarget.checked)}
        />
      )}
    </DecisionDialog>
  );
}

interface WayPickerProps {
  readonly way: Way;
  readonly onChange: (way: Way) => void;
}

/** One below the other where they do not fit beside each other. */
function WayPicker({ way, onChange }: WayPickerProps): ReactNode {
  const isNarrow = useMediaQuery("(max-width: 30em)");
  return (
    <SegmentedControl
      aria-label="How it is promoted"
      size="sm"
      orientation={isNarrow ? "vertical" : "horizontal"}
      w={isNarrow ? "100%" : undefined}
      data={[...wayWords]}
      value={way}
      onChange={(value) => onChange(value as Way)}
    />
  );
}

function actionOf(way: Way, version: number): string {
  if (way === "now") return `Promote version ${version}`;
  return way === "shadow" ? `Shadow with version ${version}` : `Begin the canary of version ${version}`;
}
