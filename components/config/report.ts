import type { Problem } from "@azure-genai-gateway/common/problem";
import type { ConfigPath } from "./source";

/** Files one problem about the key at `path`. */
export type Report = (
  code: string,
  path: ConfigPath,
  message: string,
  hint: string,
  severity?: Problem["severity"],
) => void;
