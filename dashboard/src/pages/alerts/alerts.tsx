import { Alert, Checkbox } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Alerts as AlertsReply } from "../../api/schema.gen.ts";
import { useAsk } from "../../api/use-ask.ts";
import { pages } from "../../pages.ts";
import { isLoud } from "../../parts/alert-words.ts";
import { formatCount } from "../../parts/format.ts";
import { Page } from "../../parts/page.tsx";
import { MessageState } from "../../parts/states/message-state.tsx";
import { QueryView } from "../../parts/states/query-view.tsx";
import { AlertTable } from "./alert-table.tsx";

/** What needs me? */
export function Alerts(): ReactNode {
  const { all = false } = useSearch({ from: "/alerts" });
  const navigate = useNavigate({ from: "/alerts" });
  const query = useAsk("GET /api/alerts", { query: {} }, { everyMs: 5_000 });
  return (
    <Page
      {...pages.alerts}
      aside={
        <Checkbox
          label="Those that are well too"
          size="sm"
          checked={all}
          onChange={({ currentTarget: { checked } }) =>
            void navigate({
              to: ".",
              search: ({ all: _, ...before }) => (checked ? { ...before, all: true } : before),
            })
          }
        />
      }
    >
      <QueryView query={query}>{(reply) => <AlertList reply={reply} all={all} />}</QueryView>
    </Page>
  );
}

function AlertList({ reply, all }: { readonly reply: AlertsReply; readonly all: boolean }): ReactNode {
  const { alerts, count, channels } = reply;
  const shown = all ? alerts : alerts.filter(isLoud);
  const failing = channels.filter(({ state }) => state === "failing").map(({ channel }) => channel);
  return (
    <>
      {failing.length === 0 ? null : (
        <Alert color="orange" title="Somebody may not hear of alerts">
          Failing: {failing.join(", ")}. airworthy notify says why.
        </Alert>
      )}
      {count === 0 ? (
        <MessageState title="No alerts">
          No monitor has looked yet, or none is declared: the config's monitor section says what to watch.
        </MessageState>
      ) : shown.length === 0 ? (
        <MessageState title="All is well" mark="✓" color="teal">
          Each of {formatCount(count)} alerts is ok.
        </MessageState>
      ) : (
        <AlertTable alerts={shown} />
      )}
    </>
  );
}
