/** The pages, in the order of the navigation: those that exist. */
export interface PageRow {
  readonly path: string;
  readonly title: string;
  /** What it answers. */
  readonly question: string;
}

export const pages = {
  overview: { path: "/", title: "Overview", question: "Is my model all right?" },
  data: { path: "/data", title: "Data", question: "How did rows become features?" },
  training: { path: "/training", title: "Training", question: "Did it learn?" },
  validation: { path: "/validation", title: "Validation", question: "Can I trust it?" },
  package: { path: "/package", title: "Package", question: "What do I ship?" },
  predictions: { path: "/predictions", title: "Predictions", question: "Why this answer?" },
  monitoring: { path: "/monitoring", title: "Monitoring", question: "Is it still good?" },
  alerts: { path: "/alerts", title: "Alerts", question: "What needs me?" },
  feedback: { path: "/feedback", title: "Feedback", question: "What shall it learn?" },
  models: { path: "/models", title: "Models", question: "What runs where?" },
  learn: { path: "/learn", title: "Learn", question: "How does a model become ready for production?" },
} as const satisfies Readonly<Record<string, PageRow>>;
