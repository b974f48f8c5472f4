import type { ConfigPath } from "../config/source";

/** Tells what is wrong with a contract, and where in it. */
export type Report = (code: string, path: ConfigPath, message: string, hint: string) => void;
