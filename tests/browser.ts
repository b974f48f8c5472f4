import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const executablePath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  existsSync,
);

/**
 * Chromium without a window, for what people see and do.
 * @returns undefined where there is none: a laptop may do without, and the test is skipped
 * @throws where `REQUIRE_BROWSER` is 1: .ci/run installs one and says so
 */
export async function launchedBrowser(): Promise<Browser | undefined> {
  if (!executablePath) {
    if (process.env.REQUIRE_BROWSER !== "1") return undefined;
    throw new Error("No Chromium found; install one: apt-get install -y chromium");
  }
  return chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
