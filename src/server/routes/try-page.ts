import { z } from "zod";
import type { Route } from "../route.ts";
import { tryPage } from "../try-page.ts";

export const tryPageRoute: Route = {
  method: "GET",
  paths: ["/docs"],
  scope: "open",
  summary: "A page to read about the routes and to try them",
  reply: z.string(),
  replyType: "text/html",
  async handle() {
    const { html, policy } = await tryPage();
    return {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "cross-origin-opener-policy": "same-origin",
      },
      body: html,
    };
  },
};
