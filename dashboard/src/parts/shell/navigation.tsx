import { NavLink, Stack } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type PageRow, pages } from "../../pages.ts";

interface NavigationProps {
  readonly onNavigate: () => void;
}

/** The pages, the present one marked. */
export function Navigation({ onNavigate }: NavigationProps): ReactNode {
  const address = useRouterState({ select: ({ location }) => location.pathname });
  return (
    <Stack gap={2}>
      {Object.values<PageRow>(pages).map(({ path, title }) => (
        <NavLink
          key={path}
          component={Link}
          to={path}
          label={title}
          active={isAt(address, path)}
          aria-current={isAt(address, path) ? "page" : undefined}
          onClick={onNavigate}
          variant="light"
          fw={isAt(address, path) ? 600 : 400}
          style={{ borderRadius: "var(--mantine-radius-sm)" }}
        />
      ))}
    </Stack>
  );
}

function isAt(address: string, path: string): boolean {
  return path === "/" ? address === "/" : address === path || address.startsWith(`${path}/`);
}
