import { Tabs } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { pages } from "../../pages.ts";
import { Page } from "../../parts/page.tsx";
import { ContradictionsTab } from "./contradictions-tab.tsx";
import { EffectTab } from "./effect-tab.tsx";
import { type FeedbackTab, feedbackTabs } from "./feedback-search.ts";
import { QueueTab } from "./queue-tab.tsx";

const tabs: Readonly<Record<FeedbackTab, { readonly title: string; readonly content: () => ReactNode }>> = {
  queue: { title: "Worth a label", content: () => <QueueTab /> },
  contradictions: { title: "Contradictions", content: () => <ContradictionsTab /> },
  effect: { title: "What labels did", content: () => <EffectTab /> },
};

/** Teach it. */
export function Feedback(): ReactNode {
  const { tab = "queue" } = useSearch({ from: "/feedback" });
  const navigate = useNavigate({ from: "/feedback" });
  const open = (chosen: string | null) =>
    void navigate({
      to: ".",
      search: ({ tab: _, item: _i, ...before }) =>
        chosen === "contradictions" || chosen === "effect" ? { ...before, tab: chosen } : before,
    });
  return (
    <Page {...pages.feedback}>
      <Tabs value={tab} onChange={open} keepMounted={false}>
        <Tabs.List mb="md">
          {feedbackTabs.map((name) => (
            <Tabs.Tab key={name} value={name} px={{ base: 8, xs: "md" }} fz={{ base: "xs", xs: "sm" }}>
              {tabs[name].title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {feedbackTabs.map((name) => (
          <Tabs.Panel key={name} value={name}>
            {tabs[name].content()}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
