import { createInterface } from "node:readline";

/** Where the commands write, and whom they ask; tests put their own in. */
export interface Terminal {
  out(text: string): void;
  error(text: string): void;
  /** Absent where nobody is there to be asked. */
  readonly ask?: (question: string) => Promise<boolean>;
}

/**
 * Whether somebody sits at the terminal: as Pulumi has it, standard input is one, and this is no CI (some give their
 * jobs a terminal at which nobody sits).
 */
export function isInteractive(
  input: { readonly isTTY?: boolean } = process.stdin,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const ci = environment["CI"] ?? environment["TF_BUILD"] ?? "";
  return input.isTTY === true && (ci === "" || /^(false|0)$/i.test(ci));
}

/**
 * Asks for yes or no. Everything that is no yes is a no: another word, the end of the input, Ctrl-C. The question goes
 * to standard error, so that standard output stays the result's.
 */
export function askPerson(
  question: string,
  input: NodeJS.ReadableStream = process.stdin,
  output: NodeJS.WritableStream = process.stderr,
): Promise<boolean> {
  return new Promise((resolve) => {
    const lines = createInterface({
      input,
      output,
      terminal: input === process.stdin && process.stdin.isTTY,
    });
    let answer = false;
    const refuse = () => lines.close();
    lines.once("line", (text) => {
      answer = /^y(es)?$/i.test(text.trim());
      lines.close();
    });
    lines.once("SIGINT", refuse);
    process.once("SIGINT", refuse);
    lines.once("close", () => {
      process.removeListener("SIGINT", refuse);
      if (!answer) output.write("\n");
      resolve(answer);
    });
    lines.setPrompt(question);
    lines.prompt();
  });
}
