import { readTextFile } from "@azure-genai-gateway/common/textFile";
import { Recoverable, type REPLServer, start } from "node:repl";
import type { Readable, Writable } from "node:stream";
import { systemClock } from "@azure-genai-gateway/common/clock";
import { formatProblem } from "@azure-genai-gateway/common/problem";
import { systemRandom } from "@azure-genai-gateway/common/random";
import { completeExpression } from "./complete";
import { type ReadContext, readContext } from "./contextFile";
import { evaluateExpression, type Evaluation } from "./evaluate";
import { toPolicyValue } from "@azure-genai-gateway/policy-language/plainValues";

export interface ReplStreams {
  readonly input: Readable;
  readonly output: Writable;
  readonly terminal?: boolean;
}

const runtime = { clock: systemClock, random: systemRandom };

/** Asks for expressions until the input ends, or `.exit`. */
export async function startRepl(read: ReadContext, streams?: ReplStreams): Promise<void> {
  let { context, namedValues } = read;
  const server: REPLServer = start({
    ...(streams ?? { input: process.stdin, output: process.stdout }),
    prompt: "policy> ",
    ignoreUndefined: true,
    eval(text, _sandbox, _file, done) {
      const code = text.trim();
      if (code === "") return done(null, undefined);
      if (isOpen(code)) return done(new Recoverable(new SyntaxError("it goes on")), undefined);
      done(null, evaluateExpression(code, { context, namedValues, runtime }));
    },
    writer: (result: unknown) => shown(result as Evaluation),
    completer: (line: string) => {
      const { candidates, partial } = completeExpression(line);
      return [[...candidates], partial];
    },
  });
  server.defineCommand("set", {
    help: "Set a context variable: .set NAME EXPRESSION",
    action(text) {
      const [, name, code] = /^(\S+)\s+([\s\S]+)$/.exec(text.trim()) ?? [];
      const result =
        code === undefined ? undefined : evaluateExpression(code, { context, namedValues, runtime });
      if (result?.kind === "value") context.variables.set(name!, toPolicyValue(result.value));
      write(result === undefined ? "write .set NAME EXPRESSION" : shown(result));
    },
  });
  server.defineCommand("context", {
    help: "Take a context file: .context FILE",
    action(file) {
      const next = contextOf(file.trim());
      if (typeof next === "string") return write(next);
      ({ context, namedValues } = next);
      write(`${file.trim()} taken`);
    },
  });
  function write(text: string): void {
    server.output.write(`${text}\n`);
    server.displayPrompt();
  }
  await new Promise<void>((resolve) => server.once("exit", resolve));
}

function contextOf(file: string): ReadContext | string {
  try {
    const next = readContext(readTextFile(file), file);
    return next.problems.length > 0 ? next.problems.map(formatProblem).join("\n") : next;
  } catch {
    return `there is no file ${file}`;
  }
}

function shown(result: Evaluation): string {
  switch (result.kind) {
    case "value":
      return `${result.text}   (${result.type})`;
    case "exception":
      return `${result.type}: ${result.message}`;
    case "problems":
      return result.problems
        .map(({ code, message, hint }) => `${code} ${message}${hint ? ` — ${hint}` : ""}`)
        .join("\n");
  }
}

/** Whether a bracket or a quote is still to be closed: the expression goes on in the next line. */
function isOpen(code: string): boolean {
  const plain = code.replace(
    /@"(?:[^"]|"")*"|\$?"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|\/\/.*|\/\*[\s\S]*?\*\//g,
    "",
  );
  let depth = 0;
  for (const character of plain) {
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
  }
  return depth > 0;
}
