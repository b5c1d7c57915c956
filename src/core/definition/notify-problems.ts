/** What is wrong with the `notify` section beyond its types; a message never holds a value that may be a secret. */
import type { ChannelSpec } from "./channel.ts";
import type { Definition } from "./definition.ts";

const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/;
const channelName = /^[A-Za-z0-9_-]{1,60}$/;
/** One address, perhaps with a name before it, on one line. */
const mailAddress = /^[^\p{C}<>]*<[^\s<>@]+@[^\s<>@]+>$|^[^\s<>@]+@[^\s<>@]+$/u;
const labelName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;
const longestTimeLimitMs = 60_000;
const ownLabels = ["alertname", "model", "subject", "severity", "alert"];

/** Everything in the definition's `notify` that has no meaning, one clause each. */
export function notifyProblems({ notify }: Pick<Definition, "notify">): readonly string[] {
  if (notify === undefined) return [];
  const { channels, mostPerHour } = notify;
  const rate = Number.isSafeInteger(mostPerHour) && mostPerHour > 0;
  return [
    ...(rate ? [] : ["notify.mostPerHour wants a whole, positive number"]),
    ...Object.entries(channels).flatMap(([name, spec]) =>
      channelProblems(name, spec).map((problem) => `notify.channels.${name} ${problem}`),
    ),
  ];
}

function channelProblems(name: string, spec: ChannelSpec): string[] {
  const checks: readonly (readonly [boolean, string])[] = [
    [channelName.test(name), "wants a name of letters, digits, - and _, at most 60"],
    [
      spec.timeLimitMs >= 100 && spec.timeLimitMs <= longestTimeLimitMs,
      "wants a timeLimit from 100ms to 60s",
    ],
  ];
  const wrong = checks.filter(([fine]) => !fine).map(([, problem]) => problem);
  return [...wrong, ...(kindProblems[spec.kind] as (spec: ChannelSpec) => readonly string[])(spec)];
}

type KindProblems = {
  readonly [K in ChannelSpec["kind"]]: (spec: Extract<ChannelSpec, { kind: K }>) => string[];
};

const kindProblems: KindProblems = {
  webhook: ({ url, secret, bearer }) => [
    ...addressProblems(url),
    ...nameProblems("secret", secret),
    ...nameProblems("bearer", bearer),
  ],
  slack: ({ url }) => nameProblems("url", url),
  email: ({ smtp, from, to }) => [
    ...nameProblems("smtp", smtp),
    ...(to.length > 0 ? [] : ["has nobody in `to`"]),
    ...([from, ...to].every((address) => mailAddress.test(address))
      ? []
      : ["wants mail addresses, such as ops@example.com, in `from` and `to`"]),
  ],
  alertmanager: ({ url, bearer, labels, resendMs }) => [
    ...addressProblems(url),
    ...nameProblems("bearer", bearer),
    ...(resendMs >= 1_000 && resendMs <= 300_000 ? [] : ["wants a resendEvery from 1s to 5m"]),
    ...Object.keys(labels)
      .filter((label) => !labelName.test(label) || ownLabels.includes(label))
      .map((label) => `cannot have the label '${label}': it is no name, or the alert's own`),
  ],
  command: ({ argv, environment }) => [
    ...(argv.length > 0 && argv[0] !== "" && argv.every((word) => !word.includes("\0"))
      ? []
      : ["wants a program in argv"]),
    ...environment
      .filter((name) => !variableName.test(name))
      .map(() => "wants names of environment variables in `environment`"),
  ],
};

function nameProblems(option: string, value: string | null): string[] {
  if (value === null || (value.startsWith("env:") && variableName.test(value.slice(4)))) return [];
  return [`wants in \`${option}\` the name of an environment variable, as "env:NAME", and never the value`];
}

function addressProblems(url: string): string[] {
  if (url.startsWith("env:")) return nameProblems("url", url);
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return ["wants a url of http or https"];
  return parsed.username === "" && parsed.password === ""
    ? []
    : ['has a user or a password in its url: name a variable that holds it, as "env:NAME"'];
}
