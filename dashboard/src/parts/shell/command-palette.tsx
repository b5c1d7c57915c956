import { Button, Kbd, Text, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { Spotlight, type SpotlightActionData, spotlight } from "@mantine/spotlight";
import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type PageRow, pages } from "../../pages.ts";
import { lastLabel, lasts, useSetRange } from "../time-range.ts";

/** Opens the palette, for those who do not know its keys. */
export function PaletteButton(): ReactNode {
  return (
    <Button
      variant="default"
      size="sm"
      px="sm"
      onClick={spotlight.open}
      aria-keyshortcuts="Control+K"
      rightSection={
        <Kbd size="xs" visibleFrom="sm">
          Ctrl K
        </Kbd>
      }
    >
      <Text size="sm" c="dimmed" fw={400}>
        Go to…
      </Text>
    </Button>
  );
}

/** Every page and setting by its name. */
export function CommandPalette(): ReactNode {
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
      shortcut={["mod + K", "/"]}
      nothingFound="Nothing has such a name"
      highlightQuery
      searchProps={{ placeholder: "Go to a page, change the span…", "aria-label": "Go to, or do" }}
      scrollable
      maxHeight={420}
    />
  );
}
