export { formatPolicy, type FormatOptions, type FormatResult } from "./formatPolicy";
