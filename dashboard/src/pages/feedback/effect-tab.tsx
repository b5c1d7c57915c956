import { Badge, Group, Stack, Table, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { LabelDecision, LabelEffect } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { formatCount, plural } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { ScrollBox } from "../../parts/scroll-box.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";

/** Which versions have labels, and what retrainings made of them. */
export function EffectTab(): ReactNode {
  const query = useAsk("GET /api/feedback/effect", {}, { everyMs: 30_000 });
  return (
    <QueryView query={query} height={400}>
      {(effect) => (
        <Stack gap="md">
          <Text size="lg" maw={900} data-testid="effect">
            {sentenceOf(effect)}
          </Text>
          <Versions effect={effect} />
          <Decisions decisions={effect.decisions} />
        </Stack>
      )}
    </QueryView>
  );
}

function sentenceOf({ newLabels, wantedLabels, decisions }: LabelEffect): string {
  const since = decisions.length === 0 ? "No retraining was decided yet" : "Since the last retraining";
  const came = `${plural(newLabels, "label")} ${newLabels === 1 ? "has" : "have"} come`;
  const next =
    wantedLabels === null
      ? "The config does not ask for a retraining by the number of labels: airworthy retrain learns from them."
      : newLabels >= wantedLabels
        ? `At ${formatCount(wantedLabels)} one is called for: it is due.`
        : `At ${formatCount(wantedLabels)} the next one is called for.`;
  return `${since}${decisions.length === 0 ? "; " : " "}${came}. ${next}`;
}

function Versions({ effect: { versions, mostReports } }: { readonly effect: LabelEffect }): ReactNode {
  const most = Math.max(1, ...versions.map(({ labels }) => labels));
  return (
    <Panel
      title="Labels by version"
      note={`Predictions of each version of which a source holds a label, of the newest ${formatCount(mostReports)} reports.`}
    >
      {versions.length === 0 ? (
        <MessageState title="No labels yet">
          Label what the queue asks for, or send them: POST /feedback, or airworthy feedback import.
        </MessageState>
      ) : (
        <ScrollBox label="Versions and sources" most={360}>
          <Table fz="sm" miw={420} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th ta="right" w={80}>
                  Version
                </Table.Th>
                <Table.Th>Source</Table.Th>
                <Table.Th ta="right">Labels</Table.Th>
                <Table.Th w="35%" aria-hidden />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {versions.map(({ version, source, labels }) => (
                <Table.Tr key={`${version} ${source}`}>
                  <Table.Td ta="right">{version}</Table.Td>
                  <Table.Td style={{ overflowWrap: "anywhere" }}>
                    {source === "" ? "(unnamed)" : source}
                  </Table.Td>
                  <Table.Td ta="right">{formatCount(labels)}</Table.Td>
                  <Table.Td aria-hidden>
                    <div
                      style={{
                        width: `${(100 * labels) / most}%`,
                        minWidth: 2,
                        height: 8,
                        borderRadius: 4,
                        background: "var(--mantine-primary-color-filled)",
                      }}
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
    </Panel>
  );
}

function Decisions({ decisions }: { readonly decisions: readonly LabelDecision[] }): ReactNode {
  return (
    <Panel title="What retrainings made of them" note="The newest first.">
      {decisions.length === 0 ? (
        <MessageState title="No retraining yet">
          airworthy retrain builds a challenger from the labels and measures it against the champion;
          --dry-run changes nothing.
        </MessageState>
      ) : (
        <Stack gap="lg">
          {decisions.map((decision) => (
            <Decision key={`${decision.at} ${decision.run}`} decision={decision} />
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function Decision({ decision }: { readonly decision: LabelDecision }): ReactNode {
  const { at, version, champion, promote, reasons, learned } = decision;
  return (
    <Stack gap={4} component="article">
      <Group gap="sm">
        <TimeText at={at} />
        {version === null ? (
          <Text size="sm">no version came of it</Text>
        ) : (
          <Link to="/models/$version" params={{ version: String(version) } as never}>
            version {version}
          </Link>
        )}
        <Badge variant="light" color={promote ? "teal" : "gray"} tt="none">
          {promote ? `in the place of version ${champion}` : `version ${champion} stayed`}
        </Badge>
      </Group>
      <Text size="sm">{learnedText(learned)}</Text>
      <Sentences sentences={learned?.sentences ?? []} />
      <Sentences sentences={reasons} />
    </Stack>
  );
}

function learnedText(learned: LabelDecision["learned"]): string {
  if (learned === null) return "What it learned from is not kept.";
  const { added, relabelled, fresh, setAside } = learned;
  const joined = `Learned with ${plural(added, "recorded event")} and ${plural(relabelled, "changed label")} of the source`;
  if (fresh === null) return `${joined}; nobody could tell whether the labels are right.`;
  const doubt = setAside === 0 ? "none was set aside" : `${formatCount(setAside)} were set aside in doubt`;
  return `${joined}. Of ${plural(fresh, "label")} that the champion had not learned, ${doubt}.`;
}

function Sentences({ sentences }: { readonly sentences: readonly string[] }): ReactNode {
  return sentences.map((sentence) => (
    <Text key={sentence} size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {sentence}
    </Text>
  ));
}
