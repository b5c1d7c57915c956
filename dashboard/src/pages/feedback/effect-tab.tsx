import { Badge, Group, Stack, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { LabelDecision, LabelEffect } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { DataTable } from "../../parts/data-table.tsx";
import { formatCount, plural } from "../../parts/format.ts";
import { Panel } from "../../parts/panel.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { SourceName } from "./source-name.tsx";

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
        <DataTable
          label="Versions and sources"
          leastWidth={420}
          rows={versions}
          rowKey={({ version, source }) => `${version} ${source}`}
          columns={[
            { header: "Version", kind: "number", width: 80, cell: ({ version }) => version },
            { header: "Source", cell: ({ source }) => <SourceName source={source} /> },
            { header: "Labels", kind: "number", cell: ({ labels }) => formatCount(labels) },
            { header: "Of the most", kind: "bar", cell: ({ labels }) => <ShareBar share={labels / most} /> },
          ]}
        />
      )}
    </Panel>
  );
}

/** The number beside it, to be seen at a glance. */
function ShareBar({ share }: { readonly share: number }): ReactNode {
  return (
    <div
      aria-hidden
      style={{
        width: `${100 * share}%`,
        minWidth: 2,
        height: 8,
        borderRadius: 4,
        background: "var(--mantine-primary-color-filled)",
      }}
    />
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
