import { InvalidArgumentError, Option } from "commander";
import { nameAndValue } from "@azure-genai-gateway/common/nameValue";

/** `--backend NAME=URL`: by name; the empty name is for everything that no other answers. */
export function backendOption(): Option {
  return new Option(
    "--backend <name=url>",
    "where calls to a backend, an API's service or a host go: an address on this machine, or echo; without a name: all that nobody else answers; may be given again",
  ).argParser(backend);
}

export function allowHostOption(): Option {
  return new Option("--allow-host <host>", "a host that may really be called; may be given again").argParser(
    (text: string, before: readonly string[] = []): readonly string[] => [...before, text.toLowerCase()],
  );
}

function backend(text: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const given = nameAndValue(text);
  // An address without a name may have an equals sign of its own.
  const [name, url] = given && !given[0].includes("//") ? given : ["", text];
  if (url === "") throw new InvalidArgumentError("Write NAME=http://127.0.0.1:5000, or NAME=echo.");
  return new Map([...before, [name, url]]);
}
