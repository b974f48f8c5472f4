import { typeText } from "../../collections/typeText";
import { isNullable, NetError, raise, typeOf } from "../../values/runtime";
import { NetArray, NetList, NetMap, NetSet } from "../../values/sequences";
import type { Type } from "../../types/types";
import { toStringOf } from "../../values/values";
import { readBoolean } from "../core/boolean";
import { toByteArray } from "../core/bytes";
import { convertTo } from "../core/convert";
import { defaultStyles, parseNumber } from "../core/parseNumber";
import { enumNamed, listTypes, mapTypes } from "./objects";
import { readers } from "./readers";
import { parseJson, parseLocated, type Located } from "./reader";
import { JArray, JConstructor, JContainer, JObject, JValue, type JToken } from "./tokens";

const tokenTypes = new Set("JToken JContainer JObject JArray JValue JProperty JConstructor JRaw".split(" "));

/**
 * JsonConvert.DeserializeObject<T>. Newtonsoft reads what T asks for from the text itself, so that a number that is
 * to be a text keeps its digits; what does not fit is said with path, line and position.
 */
export function deserializeText(text: string, type: Type, dates: boolean): unknown {
  const plain = type.name === "object" || tokenTypes.has(type.name);
  if (text.trim() === "") {
    if (!type.isValueType || isNullable(type)) return null;
    const message = `No JSON content found and type '${typeText(type)}' is not nullable.`;
    return raise("JsonSerializationException", `${message} Path '', line 0, position 0.`);
  }
  const { token, places } = parseLocated(text, dates, plain ? "write" : "deserialize");
  return new Deserializer(places).value(token, type);
}

type Read = (this: Deserializer, token: JValue, type: Type) => unknown;

class Deserializer {
  constructor(private readonly places: ReadonlyMap<JToken, Located>) {}

  value(token: JToken, type: Type): unknown {
    if (type.name === "object") return token instanceof JValue ? token.value : token;
    if (tokenTypes.has(type.name)) return this.tokenAs(token, type);
    const shape = isNullable(type) ? type.element : type;
    const { name = "" } = type.definition ?? {};
    const read = reads[shape.name];
    if (!read) {
      if (token.kind === "Null" && (!type.isValueType || isNullable(type))) return null;
      if (shape.kind === "enum" && token instanceof JValue) return this.enumOf(token, shape);
      if (shape.kind !== "array" && !listTypes.has(name) && name !== "HashSet" && !mapTypes.has(name))
        return raise(
          "JsonSerializationException",
          `Could not create an instance of type ${typeText(type)}. Type is an interface or abstract class and cannot be instantiated.${this.place(token)}`,
        );
      return this.collection(token, type, name);
    }
    if (!(token instanceof JValue))
      return this.readsText(shape) ? this.unexpected(token) : this.wrongShape(token, type, "primitive");
    const value = read.call(this, token, shape);
    if (value !== null) return value;
    return type.isValueType && shape === type ? this.notConverted(null, type, token) : null;
  }

  place(token: JToken): string {
    return this.places.get(token)?.place ?? " Path ''.";
  }

  raw(token: JToken): string {
    return this.places.get(token)?.raw ?? "";
  }

  /** The text of a string, also where it has been read as a date. */
  text(token: JValue): string | undefined {
    if (token.kind === "String") return token.value as string;
    return token.kind === "Date"
      ? ((parseJson(this.raw(token), false) as JValue).value as string)
      : undefined;
  }

  fail(message: string, token: JToken): never {
    return raise("JsonReaderException", `${message}${this.place(token)}`);
  }

  /** A token that is refused at its first character. */
  unexpected(token: JToken): never {
    const raw = token instanceof JContainer ? (token instanceof JObject ? "{" : "[") : this.raw(token);
    const place = this.place(token).replace(
      /position (\d+)\.$/,
      (_, position) => `position ${Number(position) - raw.length + 1}.`,
    );
    const message = `Unexpected character encountered while parsing value: ${raw[0]}.`;
    return raise("JsonReaderException", message + place.replace(/line 0/, "line 1"));
  }

  notConverted(value: unknown, type: Type, token: JToken): never {
    const shown = value === null ? "{null}" : typeof value === "string" ? `"${value}"` : toStringOf(value);
    return raise(
      "JsonSerializationException",
      `Error converting value ${shown} to type '${typeText(type)}'.${this.place(token)}`,
    );
  }

  /** As Convert.ChangeType; what it throws is said with the value and the type. */
  changed(token: JToken, value: unknown, type: Type, change: (value: unknown) => unknown): unknown {
    if (value === null) return null;
    try {
      return change(value);
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      return this.notConverted(value, type, token);
    }
  }

  private readsText(type: Type): boolean {
    return typedReads.has(type.name);
  }

  private tokenAs(token: JToken, type: Type): unknown {
    if (token.kind === "Null" && type.name !== "JToken" && type.name !== "JValue") return null;
    const fits = type.name === "JToken" || token.netType === type;
    if (fits || (type.name === "JContainer" && token instanceof JContainer)) return token;
    return raise(
      "JsonSerializationException",
      `Deserialized JSON type '${token.netType.fullName}' is not compatible with expected type '${type.fullName}'.${this.place(token)}`,
    );
  }

  private enumOf(token: JValue, type: Type): unknown {
    const text = this.text(token);
    if (text === undefined && token.kind === "Integer") return Number(token.value);
    return (
      (text === undefined ? undefined : enumNamed(type, text)) ?? this.notConverted(token.value, type, token)
    );
  }

  private collection(token: JToken, type: Type, name: string): unknown {
    if (mapTypes.has(name)) {
      if (!(token instanceof JObject)) return this.wrongShape(token, type, "object");
      const [keyType, valueType] = type.args as [Type, Type];
      const map = new NetMap(keyType, valueType);
      for (const { name, value } of token.properties)
        map.set(this.keyOf(name, keyType, token), this.value(value, valueType));
      return map;
    }
    if (!(token instanceof JArray)) return this.wrongShape(token, type, "array");
    const items = token.items.map((item) => this.value(item, type.element));
    if (type.kind === "array") return new NetArray(type.element, items);
    if (name !== "HashSet") return new NetList(type.element, items);
    const set = new NetSet(type.element);
    for (const item of items) set.add(item);
    return set;
  }

  private keyOf(name: string, type: Type, around: JToken): unknown {
    if (type.name === "string" || type.name === "object") return name;
    try {
      return this.value(new JValue(name), type);
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      return raise(
        "JsonSerializationException",
        `Could not convert string '${name}' to dictionary key type '${typeText(type)}'. Create a TypeConverter to convert from the string to the key type object.${this.place(around)}`,
      );
    }
  }

  private wrongShape(token: JToken, type: Type, needs: "object" | "array" | "primitive"): never {
    if (token instanceof JValue) return this.notConverted(token.value, type, token);
    const forms = {
      object: 'JSON object (e.g. {"name":"value"})',
      array: "JSON array (e.g. [1,2,3])",
      primitive: "JSON primitive value (e.g. string, number, boolean, null)",
    };
    const got = token instanceof JObject ? forms.object : token instanceof JConstructor ? "JSON constructor" : forms.array; // prettier-ignore
    const other =
      token instanceof JObject
        ? "so that it is a normal .NET type (e.g. not a primitive type like integer, not a collection type like an array or List<T>) that can be deserialized from a JSON object. JsonObjectAttribute can also be added to the type to force it to deserialize from a JSON object."
        : "to an array or a type that implements a collection interface (e.g. ICollection, IList) like List<T> that can be deserialized from a JSON array. JsonArrayAttribute can also be added to the type to force it to deserialize from a JSON array.";
    const place = (this.places.get(token)?.inside ?? this.place(token)).trimStart();
    return raise(
      "JsonSerializationException",
      `Cannot deserialize the current ${got} into type '${typeText(type)}' because the type requires a ${forms[needs]} to deserialize correctly.\nTo fix this error either change the JSON to a ${forms[needs]} or change the deserialized type ${other}\n${place}`,
    );
  }
}

/** Types that Newtonsoft asks its reader for by name: other tokens are refused while they are read. */
const typedReads = new Set(
  "int short byte double float decimal bool string DateTime DateTimeOffset".split(" "),
);
const numbers = new Set(["Integer", "Float"]);

const whole: Read = function (token, type) {
  const text = this.text(token);
  if (text === "") return null;
  if (text !== undefined) {
    const read = parseNumber(text, "int", defaultStyles("int"));
    if (!("value" in (read ?? {}))) return this.fail(`Could not convert string to integer: ${text}.`, token);
    return narrowed.call(this, token, type, (read as { value: unknown }).value);
  }
  if (token.kind === "Null") return null;
  if (token.kind === "Float")
    return this.fail(`Input string '${this.raw(token)}' is not a valid integer.`, token);
  if (token.kind !== "Integer") return this.unexpected(token);
  const value = Number(this.raw(token) || toStringOf(token.value));
  if ((value | 0) !== value)
    return this.fail(`JSON integer ${this.raw(token)} is too large or small for an Int32.`, token);
  return narrowed.call(this, token, type, value);
};

/** A short and a byte are read as an int first. */
function narrowed(this: Deserializer, token: JValue, type: Type, value: unknown): unknown {
  if (type.name === "int") return value;
  return this.changed(token, value, type, (one) => convertTo(one, type.name));
}

/** Float, double and decimal, from a number or from a text. */
const fraction = (reading: "double" | "decimal"): Read =>
  function (token, type) {
    const text = this.text(token);
    if (text === "" || token.kind === "Null") return null;
    if (text === undefined && !numbers.has(token.kind)) return this.unexpected(token);
    const raw = this.raw(token);
    const digits = text ?? (/^[-+.\deE]+$/.test(raw) ? raw : toStringOf(token.value));
    const styles =
      reading === "double" || text === undefined ? defaultStyles("double") : defaultStyles("decimal");
    const read = parseNumber(digits, reading, styles);
    if (!read || !("value" in read))
      return this.fail(
        text === undefined
          ? `Input string '${raw}' is not a valid ${reading}.`
          : `Could not convert string to ${reading}: ${text}.`,
        token,
      );
    return type.name === "float" ? Math.fround(read.value as number) : read.value;
  };

const dateRead = (name: "DateTime" | "DateTimeOffset"): Read =>
  function (token) {
    const text = this.text(token);
    if (token.kind === "Null" || text === "") return null;
    if (text === undefined) return this.unexpected(token);
    if (token.value !== null && typeOf(token.value)?.name === name) return token.value;
    try {
      return readers[name]!(text);
    } catch (error) {
      if (!(error instanceof NetError)) throw error;
      return this.fail(`Could not convert string to ${name}: ${text}.`, token);
    }
  };

const changedBy = (change: (value: unknown, type: Type) => unknown): Read =>
  function (token, type) {
    return this.changed(token, token.value, type, (value) => change(value, type));
  };

/** A number as the type; big integers go by their digits. */
const plainNumber = changedBy((value, type) => {
  const big = typeOf(value)?.definition?.name === "BigInteger";
  return convertTo(big ? toStringOf(value) : value, type.name);
});

/** Only a text is one of these. */
const fromText = (name: string): Read =>
  function (token, type) {
    if (token.kind === "Null") return null;
    const text = this.text(token);
    if (text === undefined) return this.notConverted(token.value, type, token);
    return this.changed(token, text, type, () => readers[name]!(text as never));
  };

const reads: Readonly<Record<string, Read | undefined>> = {
  int: whole,
  short: whole,
  byte: whole,
  double: fraction("double"),
  float: fraction("double"),
  decimal: fraction("decimal"),
  long: plainNumber,
  ulong: plainNumber,
  uint: plainNumber,
  ushort: plainNumber,
  sbyte: plainNumber,
  char: plainNumber,
  bool(token) {
    const text = this.text(token);
    if (token.kind === "Boolean") return token.value;
    if (token.kind === "Null" || text === "") return null;
    if (text === undefined)
      return numbers.has(token.kind) ? convertTo(token.value, "bool") : this.unexpected(token);
    return readBoolean(text) ?? this.fail(`Could not convert string to boolean: ${text}.`, token);
  },
  string(token) {
    return token.kind === "Null" ? null : (this.text(token) ?? this.raw(token));
  },
  DateTime: dateRead("DateTime"),
  DateTimeOffset: dateRead("DateTimeOffset"),
  Guid: fromText("Guid"),
  TimeSpan: fromText("TimeSpan"),
  Uri: fromText("Uri"),
  "byte[]"(token) {
    const text = this.text(token);
    if (token.kind === "Null") return null;
    return text === undefined ? this.unexpected(token) : convertTo64(text);
  },
};

function convertTo64(text: string): unknown {
  if (!/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(text) || text.replace(/\s/g, "").length % 4 !== 0)
    raise(
      "FormatException",
      "The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.",
    );
  return toByteArray(Buffer.from(text, "base64"));
}
