import { Grid } from "@mantine/core";
import type { ReactNode } from "react";
import type { PackageView } from "../../api/schema.gen.ts";
import { Facts } from "../../parts/facts.tsx";
import { formatNumber } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { SignatureTable } from "./signature-table.tsx";

/** What the manifest says: what is asked of a row, what the model reads and answers, and an example. */
export function ManifestPanel({ data }: { readonly data: PackageView }): ReactNode {
  const { signature, network, threshold, temperature, example } = data;
  return (
    <Panel title="Manifest" note="What a caller sends, what the model reads, what it answers.">
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <SignatureTable
            title="A raw event"
            label="Columns of a raw event"
            leastWidth={380}
            heads={["Column", "Type", "Asked", "Example"]}
            rows={signature.raw.map(({ name, kind, required, outcome, pii }) => [
              name,
              pii ? `${kind}, personal` : kind,
              outcome ? "known afterwards" : required ? "required" : "may be missing",
              shown(example.raw[name]),
            ])}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <SignatureTable
            title="The model's inputs"
            label="Inputs of the model"
            leastWidth={300}
            heads={["Input", "Type", "From", "Example"]}
            rows={signature.inputs.map(({ name, type, origin }) => [
              name,
              type,
              origin,
              shown(example.inputs[name]),
            ])}
          />
        </Grid.Col>
        <Grid.Col span={12}>
          <Facts
            label="The model"
            facts={[
              ["Network", `${network.widths.join(" → ")}, ${network.parameters} parameters`],
              ["Best epoch", network.bestEpoch],
              ...(threshold === null ? [] : [["Threshold", formatNumber(threshold)] as const]),
              ...(temperature === null ? [] : [["Temperature", formatNumber(temperature)] as const]),
              ["Example's answer", answered(example.answer)],
            ]}
          />
        </Grid.Col>
      </Grid>
    </Panel>
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "";
  if (value === null) return "missing";
  return typeof value === "number" ? formatNumber(value) : String(value);
}

function answered({ prediction, probability }: PackageView["example"]["answer"]): string {
  return probability === null
    ? shown(prediction)
    : `${String(prediction)}, probability ${formatNumber(probability)}`;
}
