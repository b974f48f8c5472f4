import { Command, InvalidArgumentError } from "commander";
import { issuerPort } from "./start/issuerPort";
import { exitCodes, type Io } from "@azure-genai-gateway/policy-language/command/io";

interface TokenOptions {
  readonly app?: string;
  readonly roles?: readonly string[];
  readonly groups?: readonly string[];
  readonly tenant?: string;
  readonly user?: string;
  readonly audience?: string;
  readonly expires?: number;
  readonly issuer: string;
  readonly rotate?: boolean;
  readonly retire?: boolean;
}

/** `token`: an access token as a local gateway takes it, alone on standard output. */
export function tokenCommand(io: Io, finish: (code: number) => void): Command {
  return new Command("token")
    .description("A token of the local issuer, for a gateway that `dev` runs. Azure takes none of these.")
    .option("--app <id>", "client id of the application that calls")
    .option("--roles <role...>", "app roles that it has")
    .option("--groups <id...>", "groups that the user is in")
    .option("--tenant <id>", "its tenant (default: the stack's first)")
    .option("--user <id>", "object id of the user it calls for (default: it calls for itself)")
    .option("--audience <text>", "what the token is for (default: the stack's first audience)")
    .option("--expires <seconds>", "when it is over; below 0: it is over already (default: 3600)", seconds)
    .option("--issuer <url>", "of the issuer, as dev prints it", `http://127.0.0.1:${issuerPort}`)
    .option("--rotate", "have the issuer sign with a new key from now on; prints the key's id")
    .option("--retire", "with --rotate: tokens of the keys before are no longer good")
    .addHelpText(
      "after",
      '\nExample: curl -H "Authorization: Bearer $(azure-genai-gateway token --app ID --roles Models.Read)" ...',
    )
    .action(async (options: TokenOptions) => finish(await getToken(options, io)));
}

async function getToken(options: TokenOptions, io: Io): Promise<number> {
  const { issuer, rotate, retire, app, ...more } = options;
  if (!isLocal(issuer)) return wrong(io, `--issuer ${issuer} is no address of this machine`);
  if (rotate) {
    if (app !== undefined) return wrong(io, "--rotate makes a key, and --app a token: one at a time");
    const answer = await post(`${issuer}/rotate${retire ? "?retire=true" : ""}`, {});
    return tell(io, issuer, answer, "kid");
  }
  if (retire) return wrong(io, "--retire goes with --rotate");
  if (app === undefined) return wrong(io, "--app is missing: the client id of the application that calls");
  return tell(io, issuer, await post(`${issuer}/token`, { app, ...more }), "access_token");
}

function wrong(io: Io, message: string): number {
  io.error(`${message}\n`);
  return exitCodes.usage;
}

type Answer = Readonly<Record<string, unknown>> | undefined;

function tell(io: Io, issuer: string, answer: Answer, what: string): number {
  const found = answer?.[what];
  if (typeof found === "string") {
    io.out(`${found}\n`);
    return exitCodes.clean;
  }
  io.error(
    typeof answer?.["error"] === "string"
      ? `${answer["error"]}\n`
      : `No issuer answers at ${issuer}: start \`azure-genai-gateway dev\` with a stack that takes tokens, or name the address that it prints with --issuer\n`,
  );
  return exitCodes.findings;
}

/** Undefined where nobody answers, or something else does. */
async function post(url: string, body: unknown): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
    });
    return (await response.json()) as Answer;
  } catch {
    return undefined;
  }
}

function isLocal(url: string): boolean {
  return URL.canParse(url) && /^(?:127(?:\.\d+){3}|localhost|\[::1\])$/.test(new URL(url).hostname);
}

function seconds(text: string): number {
  const number = Number(text);
  if (!/^-?\d+$/.test(text) || Math.abs(number) > 86_400)
    throw new InvalidArgumentError("Write a whole number of seconds, a day at most.");
  return number;
}
