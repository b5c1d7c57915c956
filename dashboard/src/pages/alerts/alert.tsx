import { Anchor, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { AlertPage as AlertReply } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { pages } from "../../pages.ts";
import { alertName, explainBound, formatMeasured, formatReading } from "../../parts/alert-words.ts";
import { Facts } from "../../parts/facts.tsx";
import { formatSpan, plural } from "../../parts/format.ts";
import { Page } from "../../parts/page.tsx";
import { Panel } from "../../parts/panel.tsx";
import { StateBadge } from "../../parts/state-badge.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { TimeText } from "../../parts/time-text.tsx";
import { AlertActions } from "./alert-actions.tsx";
import { AlertHistory } from "./alert-history.tsx";
import { chartsOf } from "./charts-of.ts";
import { predictionsOf } from "./predictions-of.ts";

/** One alert: what it is, what tripped it, what happened to it, and what can be done. */
export function AlertPage(): ReactNode {
  const { id } = useParams({ from: "/alerts/$id" });
  const query = useAsk("GET /api/alerts/{id}", { path: { id }, query: {} }, { everyMs: 5_000 });
  const title = query.data === undefined ? pages.alerts.title : alertName(query.data);
  return (
    <Page
      title={title}
      question="What tripped it, and what to do?"
      aside={
        <Anchor component={Link} to="/alerts" size="sm">
          All alerts
        </Anchor>
      }
    >
      <QueryView query={query}>{(alert) => <AlertContent alert={alert} />}</QueryView>
    </Page>
  );
}

function AlertContent({ alert }: { readonly alert: AlertReply }): ReactNode {
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <AlertFacts alert={alert} />
        <AlertActions alert={alert} />
      </SimpleGrid>
      <AlertHistory alert={alert} />
    </Stack>
  );
}

function AlertFacts({ alert }: { readonly alert: AlertReply }): ReactNode {
  const { declared, latest, worst, breaches, since, noData, acknowledged, firings, silencedUntil } = alert;
  return (
    <Panel title="What it is" aside={<StateBadge alert={alert} />}>
      <Facts
        label="Now"
        facts={[
          ["Fires", `${explainBound(declared)} over ${formatSpan(declared.overMs)}`],
          ["Measured last", formatReading(latest, declared)],
          ["On", latest === null ? "–" : `${plural(latest.count, "row")} in the window`],
          ["Worst", breaches === 0 ? "–" : formatMeasured(worst, declared)],
          ["Since", since === null ? "–" : <TimeText key="since" at={since} ago />],
          ["Fired", plural(firings, "time")],
          [
            "Ends by itself",
            declared.latch ? "no: when it is over and acknowledged" : "yes, when it is over",
          ],
          ...(noData === null ? [] : ([["No data", noData.why]] as const)),
          ...(acknowledged === null
            ? []
            : ([["Acknowledged", `${acknowledged.who}: ${acknowledged.note}`]] as const)),
          ...(silencedUntil === null
            ? []
            : ([["Silenced until", <TimeText key="silenced" at={silencedUntil} />]] as const)),
        ]}
      />
      <AlertLinks alert={alert} />
      {latest === null ? null : (
        <Text size="xs" c="dimmed" mt="sm">
          Window: <TimeText at={latest.from} /> – <TimeText at={latest.to} />
        </Text>
      )}
    </Panel>
  );
}

/** From the alert to where it can be looked at, and to what helps. */
function AlertLinks({ alert }: { readonly alert: AlertReply }): ReactNode {
  const { declared } = alert;
  const [charts, predictions] = [chartsOf(alert), predictionsOf(alert)];
  return (
    <Group gap="xs" mt="md">
      {charts === null ? null : (
        <Button
          variant="default"
          size="xs"
          renderRoot={(props) => <Link {...props} to="/monitoring" search={charts} />}
        >
          See it in its chart
        </Button>
      )}
      {predictions === null ? null : (
        <Button
          variant="default"
          size="xs"
          renderRoot={(props) => <Link {...props} to="/predictions" search={predictions} />}
        >
          See its predictions
        </Button>
      )}
      {declared.kind === "labelCoverage" ? (
        <Button variant="default" size="xs" renderRoot={(props) => <Link {...props} to="/feedback" />}>
          Label what the queue asks for
        </Button>
      ) : null}
      {declared.runbook === null ? null : (
        <Button
          component="a"
          href={declared.runbook}
          rel="noreferrer"
          target="_blank"
          variant="default"
          size="xs"
        >
          Open its runbook
        </Button>
      )}
    </Group>
  );
}
