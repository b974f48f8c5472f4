import "./string";
import "./stringComparer";
import "./stringBuilder";
import "./encoding";

export { compareText } from "./comparison";
