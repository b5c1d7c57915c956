import { Anchor, Text } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { Page } from "../page.tsx";

export function NotFound(): ReactNode {
  return (
    <Page title="There is no such page" question="The address may be mistyped.">
      <Text>
        <Anchor inherit component={Link} to="/">
          Go to the overview
        </Anchor>
      </Text>
    </Page>
  );
}
