import { defineEnum } from "./enums";
import "./object";
import "./delegates";
import "./nullable";
import "./exceptions";
import "./culture";
import "./boolean";
import "./char";
import "./numberTypes";
import "./convert";
import "./math";
import "./random";
import "./bitConverter";
import "./guid";

defineEnum(
  "System",
  "StringComparison",
  "CurrentCulture CurrentCultureIgnoreCase InvariantCulture InvariantCultureIgnoreCase Ordinal OrdinalIgnoreCase",
);
defineEnum("System", "StringSplitOptions", { None: 0, RemoveEmptyEntries: 1, TrimEntries: 2 }, "flags");
defineEnum("System", "MidpointRounding", "ToEven AwayFromZero ToZero ToNegativeInfinity ToPositiveInfinity");

export { defineEnum } from "./enums";
export { parsers } from "./numberTypes";
export { hashOf } from "./object";
export { fromByteArray, toByteArray } from "./bytes";
export { defineException } from "./exceptions";
