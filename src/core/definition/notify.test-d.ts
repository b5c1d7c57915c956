/** What must not compile in a `notify` section does not; tsc reads this file with the rest. */
import { alertmanager, command, email, slack, webhook } from "./index.ts";
import type { NotifyOptions } from "./notify.ts";

const notify: NotifyOptions = {
  channels: {
    ops: webhook({ url: "https://ops.example/hook", secret: "env:OPS_SECRET", bearer: "env:OPS_TOKEN" }),
    team: slack({ url: "env:SLACK_URL", severity: "warn", resolved: false }),
    mail: email({ smtp: "env:SMTP_URL", from: "models@example.com", to: "ops@example.com" }),
    am: alertmanager({ url: "http://127.0.0.1:9093", labels: { team: "growth" }, resendEvery: "1m" }),
    pager: command({ argv: ["/usr/local/bin/page", "--now"], severity: "page", timeLimit: "5s" }),
  },
  groupWait: "30s",
  groupInterval: "5m",
  repeatEvery: "4h",
  mostPerHour: 20,
};
notify satisfies object;

// @ts-expect-error: a secret's value has no place here
webhook({ url: "https://ops.example/hook", secret: "wh-3f9a" });
// @ts-expect-error: a webhook is signed
webhook({ url: "https://ops.example/hook" });
// @ts-expect-error: http and https only
webhook({ url: "file:///etc/passwd", secret: "env:OPS_SECRET" });
// @ts-expect-error: the address of a Slack webhook is a secret
slack({ url: "https://hooks.slack.example/services/T0/B0/x" });
// @ts-expect-error: so is an SMTP address, for it holds the password
email({ smtp: "smtps://ada:pw@mail.example", from: "a@example.com", to: "b@example.com" });
// @ts-expect-error: a command is a list of words, which no shell reads
command({ argv: "page --now" });
// @ts-expect-error: a command has a program
command({ argv: [] });
// @ts-expect-error: there is no such severity
slack({ url: "env:SLACK_URL", severity: "critical" });
// @ts-expect-error: "30 sec" is no duration
({ channels: {}, groupWait: "30 sec" }) satisfies NotifyOptions;
// @ts-expect-error: a misspelt option
({ channels: {}, groupWiat: "30s" }) satisfies NotifyOptions;
