/** The way to the command palette; the palette itself is loaded when somebody first asks for it. */
import { Button, Kbd, Text } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { lazy, type ReactNode, Suspense, useState } from "react";

const CommandPalette = lazy(async () => ({
  default: (await import("./command-palette.tsx")).CommandPalette,
}));

export function Palette(): ReactNode {
  const [asked, setAsked] = useState(0);
  const ask = () => setAsked((times) => times + 1);
  useHotkeys([
    ["mod+K", ask],
    ["/", ask],
  ]);
  return (
    <>
      <PaletteButton onClick={ask} />
      {asked > 0 && (
        <Suspense>
          <CommandPalette asked={asked} />
        </Suspense>
      )}
    </>
  );
}

/** Opens the palette, for those who do not know its keys. */
function PaletteButton({ onClick }: { readonly onClick: () => void }): ReactNode {
  return (
    <Button
      variant="default"
      size="sm"
      px="sm"
      onClick={onClick}
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
