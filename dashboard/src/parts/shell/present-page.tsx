import { Anchor, Code } from "@mantine/core";
import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { isAt, type Need, type PageRow, pages } from "../../pages.ts";
import { Page } from "../page.tsx";
import { missingOf } from "../session/missing-of.ts";
import { useSession } from "../session/use-session.ts";
import { LoadingState } from "../states/loading-state.tsx";
import { MessageState } from "../states/message-state.tsx";

/** The page at the present address. One that has nothing to ask for yet asks nothing: what is missing stands in its place. */
export function PresentPage(): ReactNode {
  const { data: session, isPending } = useSession();
  const address = useRouterState({ select: ({ location }) => location.pathname });
  if (isPending) return <LoadingState height={320} />;
  const page = Object.values<PageRow>(pages).find((own) => isAt(address, own));
  const missing = page?.needs === undefined ? null : missingOf(page.needs, session);
  if (page === undefined || missing === null) return <Outlet />;
  const { title, content } = notYet[missing];
  return (
    <Page {...page}>
      <MessageState title={title}>{content}</MessageState>
    </Page>
  );
}

const notYet: Readonly<Record<Need, { readonly title: string; readonly content: ReactNode }>> = {
  project: {
    title: "There is no project here",
    content: (
      <>
        <Code>airworthy init</Code> makes one, and <Code>airworthy ui</Code> in its folder shows it. Until
        then{" "}
        <Anchor inherit component={Link} to="/learn">
          Learn
        </Anchor>{" "}
        shows the clicks example.
      </>
    ),
  },
  run: {
    title: "There is no run yet",
    content: (
      <>
        <Code>airworthy run</Code> takes the events through all stages to a model. This page shows it as soon
        as it has begun.
      </>
    ),
  },
  champion: {
    title: "There is no champion yet",
    content: (
      <>
        A run that passes its gates makes one: <Code>airworthy run</Code>. What there is so far stands under{" "}
        <Anchor inherit component={Link} to="/validation">
          Validation
        </Anchor>{" "}
        and{" "}
        <Anchor inherit component={Link} to="/models">
          Models
        </Anchor>
        .
      </>
    ),
  },
};
