import { createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { rootRoute } from "../../root-route.ts";
import { readFeedbackSearch } from "./feedback-search.ts";

export const feedbackRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/feedback",
  validateSearch: readFeedbackSearch,
  component: lazyRouteComponent(() => import("./feedback.tsx"), "Feedback"),
});
