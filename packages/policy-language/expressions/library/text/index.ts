import "./string";
import "./stringParts";
import "./stringComparer";
import "./stringBuilder";
import "./encoding";
import "./readerWriter";

export { compareText } from "./comparison";
