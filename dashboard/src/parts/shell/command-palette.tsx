import "@mantine/spotlight/styles.css";
import { useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionData, spotlight } from "@mantine/spotlight";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import { type PageRow, pages } from "../../pages.ts";
import { lastLabel, lasts, useSetRange } from "../time-range.ts";

/** Every page and setting by its name; opens each time that `asked`, how often it was asked for, rises. */
export function CommandPalette({ asked }: { readonly asked: number }): ReactNode {
  useEffect(() => {
    if (asked > 0) spotlight.open();
  }, [asked]);
  const navigate = useNavigate();
  const setRange = useSetRange();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme("light") === "dark";
  const goTo = Object.values<PageRow>(pages).map(
    ({ path, title, question }): SpotlightActionData => ({
      id: path,
      label: title,
      description: question,
      onClick: () => void navigate({ to: path }),
    }),
  );
  const spans = lasts.map(
    (last): SpotlightActionData => ({ id: last, label: lastLabel(last), onClick: () => setRange({ last }) }),
  );
  const colours = {
    id: "colours",
    label: isDark ? "Light colours" : "Dark colours",
    onClick: () => setColorScheme(isDark ? "light" : "dark"),
  };
  return (
    <Spotlight
      actions={[
        { group: "Pages", actions: goTo },
        { group: "Span of time", actions: spans },
        { group: "Settings", actions: [colours] },
      ]}
      shortcut={null}
      nothingFound="Nothing has such a name"
      highlightQuery
      searchProps={{ placeholder: "Go to a page, change the span…", "aria-label": "Go to, or do" }}
      scrollable
      maxHeight={420}
    />
  );
}
