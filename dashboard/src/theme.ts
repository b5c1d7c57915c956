import { type CSSVariablesResolver, createTheme } from "@mantine/core";

/** Calm: one colour for what can be pressed; green, orange and red only for what is well or not. */
export const theme = createTheme({
  primaryColor: "blue",
  primaryShade: { light: 7, dark: 5 },
  autoContrast: true,
  respectReducedMotion: true,
  defaultRadius: "md",
  cursorType: "pointer",
  fontFamily:
    'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
});

/** Faint text, and what is well or not: all can be read, 4.5 to 1 at least on what they stand on. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: { "--mantine-color-dimmed": "#5c636a", "--aw-good": "#087f5b", "--aw-bad": "#c92a2a" },
  dark: { "--mantine-color-dimmed": "#a6a7ab", "--aw-good": "#38d9a9", "--aw-bad": "#ff8787" },
});
