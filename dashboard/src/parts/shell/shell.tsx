/** What stands around every page: where one is, where one can go, and whether the server still answers. */
import { AppShell, Burger, Group, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { Link, useRouterState } from "@tanstack/react-router";
import { type ReactNode, type RefObject, useEffect, useId, useRef } from "react";
import { SessionMenu } from "../session/session-menu.tsx";
import { SignIn } from "../session/sign-in.tsx";
import { useChanges } from "../session/use-changes.ts";
import { useSession } from "../session/use-session.ts";
import { ColorSchemeButton } from "./color-scheme-button.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { Navigation } from "./navigation.tsx";
import { Palette } from "./palette.tsx";
import { PresentPage } from "./present-page.tsx";
import classes from "./shell.module.css";

export function Shell(): ReactNode {
  const [isOpen, { toggle, close }] = useDisclosure(false);
  const main = useId();
  const content = useRef<HTMLElement>(null);
  useFocusOfNewPage(content);
  const session = useSession();
  useChanges(session.data);
  if (session.data?.signIn === "needed") return <SignIn />;
  const isSignedIn = session.data?.key != null; // its key wants the room on a phone
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 208, breakpoint: "sm", collapsed: { mobile: !isOpen } }}
      padding={{ base: "sm", sm: "lg" }}
    >
      <a className={classes.skip} href={`#${main}`}>
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={isOpen}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={isOpen ? "Close the navigation" : "Open the navigation"}
            />
            <UnstyledButton component={Link} to="/" className={classes.brand ?? ""} aria-label="Airworthy">
              <img src="/ui/icon.svg" alt="" width={22} height={22} />
              <Text fw={600} {...(isSignedIn ? { visibleFrom: "xs" } : {})}>
                Airworthy
              </Text>
            </UnstyledButton>
          </Group>
          <Group gap="xs" wrap="nowrap">
            <Palette />
            <SessionMenu />
            <ColorSchemeButton />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        <Navigation onNavigate={close} />
      </AppShell.Navbar>
      <AppShell.Main id={main} ref={content} tabIndex={-1} className={classes.main ?? ""}>
        <ConnectionBanner />
        <div className={classes.content}>
          <PresentPage />
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

/** Who followed a link that is gone with its page goes on in the new page's content, not at the top of everything. */
function useFocusOfNewPage(content: RefObject<HTMLElement | null>): void {
  const address = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  const before = useRef(address);
  useEffect(() => {
    const isFirst = before.current === undefined;
    before.current = address;
    if (!isFirst && document.activeElement === document.body) content.current?.focus({ preventScroll: true });
  }, [address, content]);
}
