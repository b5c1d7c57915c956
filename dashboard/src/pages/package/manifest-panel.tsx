import { Grid, Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { PackageView } from "../../api/schema.gen.ts";
import { formatNumber } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { FactTable } from "./fact-table.tsx";

/** What the manifest says: what is asked of a row, what the model reads and answers, and an example. */
export function ManifestPanel({ data }: { readonly data: PackageView }): ReactNode {
  const { signature, network, threshold, temperature, example } = data;
  return (
    <Panel title="Manifest" note="What a caller sends, what the model reads, what it answers.">
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Text size="sm" fw={600}>
            A raw event
          </Text>
          <ScrollBox label="Columns of a raw event">
            <Table fz="sm" miw={380}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Column</Table.Th>
                  <Table.Th>Type</Table.Th>
                  <Table.Th>Asked</Table.Th>
                  <Table.Th>Example</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {signature.raw.map(({ name, kind, required, outcome, pii }) => (
                  <Table.Tr key={name}>
                    <Table.Td>{name}</Table.Td>
                    <Table.Td>
                      {kind}
                      {pii ? ", personal" : ""}
                    </Table.Td>
                    <Table.Td>
                      {outcome ? "known afterwards" : required ? "required" : "may be missing"}
                    </Table.Td>
                    <Table.Td>{shown(example.raw[name])}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 6 }}>
          <Text size="sm" fw={600}>
            The model's inputs
          </Text>
          <ScrollBox label="Inputs of the model">
            <Table fz="sm" miw={300}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Input</Table.Th>
                  <Table.Th>Type</Table.Th>
                  <Table.Th>From</Table.Th>
                  <Table.Th>Example</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {signature.inputs.map(({ name, type, origin }) => (
                  <Table.Tr key={name}>
                    <Table.Td>{name}</Table.Td>
                    <Table.Td>{type}</Table.Td>
                    <Table.Td>{origin}</Table.Td>
                    <Table.Td>{shown(example.inputs[name])}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollBox>
        </Grid.Col>
        <Grid.Col span={12}>
          <FactTable
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
