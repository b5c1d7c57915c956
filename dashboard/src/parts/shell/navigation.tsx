import { NavLink, Stack } from "@mantine/core";
import { Link, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { isAt, type PageRow, pages } from "../../pages.ts";

interface NavigationProps {
  readonly onNavigate: () => void;
}

/** The pages, the present one marked. */
export function Navigation({ onNavigate }: NavigationProps): ReactNode {
  const address = useRouterState({ select: ({ location }) => location.pathname });
  return (
    <Stack gap={2}>
      {Object.values<PageRow>(pages).map((page) => (
        <NavLink
          key={page.path}
          component={Link}
          to={page.path}
          label={page.title}
          active={isAt(address, page)}
          aria-current={isAt(address, page) ? "page" : undefined}
          onClick={onNavigate}
          variant="light"
          fw={isAt(address, page) ? 600 : 400}
          style={{ borderRadius: "var(--mantine-radius-sm)" }}
        />
      ))}
    </Stack>
  );
}
