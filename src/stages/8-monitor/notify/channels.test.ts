import { execFileSync } from "node:child_process";
import { describe } from "vitest";
import { startAlertmanager } from "./alertmanager.test-support.ts";
import { startCommandReceivers } from "./command.test-support.ts";
import { keepsChannelPromises } from "./conformance.test-support.ts";
import { startMailReceivers } from "./email.test-support.ts";
import { startSlackReceivers, startWebhookReceivers } from "./webhook.test-support.ts";

keepsChannelPromises("webhook", startWebhookReceivers);
keepsChannelPromises("slack", startSlackReceivers);
keepsChannelPromises("email", startMailReceivers);
keepsChannelPromises("command", startCommandReceivers);

function hasAlertmanager(): boolean {
  try {
    execFileSync("prometheus-alertmanager", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

if (hasAlertmanager()) keepsChannelPromises("alertmanager", startAlertmanager);
else
  describe.skip("alertmanager: there is no prometheus-alertmanager on this machine (Debian has a package)", () => {});
