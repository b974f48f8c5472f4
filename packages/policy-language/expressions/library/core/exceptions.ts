import { define, named, type Members } from "../../types/registry";
import { NetError, NetObject } from "../../values/runtime";
import type { NetArray } from "../../values/sequences";
import { NetList } from "../../values/sequences";
import { toStringOf } from "../../values/values";

/** A constructor's message, or the type's own when it is null. */
const messageOr = (message: string | null, usual: string) => message ?? usual;

function constructors(fullName: string, usual: string): Members {
  return {
    "new()": () => new NetError(named(fullName), usual),
    "new(string message)": (message: string | null) =>
      new NetError(named(fullName), messageOr(message, usual)),
    "new(string message, Exception innerException)": (message: string | null, inner: NetError | null) =>
      new NetError(named(fullName), messageOr(message, usual), inner),
  };
}

/** Registers an exception with the three usual constructors and the message that `new X()` has. */
export function defineException(
  namespace: string,
  name: string,
  base: string,
  usual = `Exception of type '${namespace}.${name}' was thrown.`,
  members: Members = {},
): void {
  define(namespace, `class ${name} : ${base}`, {
    ...constructors(`${namespace}.${name}`, usual),
    ...members,
  });
}

const withParameter = (message: string, name: string | null) =>
  name ? `${message} (Parameter '${name}')` : message;

/** .NET appends the name to the message; exceptions of the library carry it only there. */
const parameterOf = (error: NetError) => /\(Parameter '([^']*)'\)/.exec(error.message)?.[1] ?? null;

/** ArgumentNullException and ArgumentOutOfRangeException take the parameter's name first, and alone. */
function defineNameFirst(name: string, usual: string, members: Members = {}): void {
  const make = (message: string, inner: NetError | null = null) => new NetError(named(name), message, inner);
  define("System", `class ${name} : ArgumentException`, {
    "new()": () => make(usual),
    "new(string paramName)": (parameter: string | null) => make(withParameter(usual, parameter)),
    "new(string message, Exception innerException)": (message: string | null, inner: NetError | null) =>
      make(messageOr(message, usual), inner),
    "new(string paramName, string message)": (parameter: string | null, message: string | null) =>
      make(withParameter(messageOr(message, usual), parameter)),
    ...members,
  });
}

const argumentMessage = "Value does not fall within the expected range.";
const nullMessage = "Value cannot be null.";
const rangeMessage = "Specified argument was out of the range of valid values.";

class DataMap extends NetObject {
  constructor(readonly entries: Map<unknown, unknown>) {
    super();
  }
  get netType() {
    return named("System.Collections.ListDictionaryInternal");
  }
}

function baseException(error: NetError): NetError {
  let result = error;
  while (result.inner) result = result.inner;
  return result;
}

define("System.Collections", "class ListDictionaryInternal", {
  "object this[object key]": [
    (data: DataMap, key: unknown) => data.entries.get(key) ?? null,
    (data: DataMap, key: unknown, value: unknown) => void data.entries.set(key, value),
  ],
  "int Count": (data: DataMap) => data.entries.size,
  "bool Contains(object key)": (data: DataMap, key: unknown) => data.entries.has(key),
  "void Add(object key, object value)": (data: DataMap, key: unknown, value: unknown) =>
    void data.entries.set(key, value),
  "void Remove(object key)": (data: DataMap, key: unknown) => void data.entries.delete(key),
  "void Clear()": (data: DataMap) => data.entries.clear(),
});

define("System", "class Exception", {
  ...constructors("System.Exception", "Exception of type 'System.Exception' was thrown."),
  "string Message": (error: NetError) => error.message,
  "Exception InnerException": (error: NetError) => error.inner,
  "Exception GetBaseException()": baseException,
  // There is no stack to show; policies at most log it.
  "string StackTrace": () => "",
  "string Source": () => null,
  "string HelpLink": () => null,
  "int HResult": () => -2146233088,
  "System.Collections.ListDictionaryInternal Data": (error: NetError) => new DataMap(error.data),
  "string ToString()": (error: NetError) => error.text(),
});

const simple: readonly (readonly [string, string, string])[] = [
  ["SystemException", "Exception", "System error."],
  ["ApplicationException", "Exception", "Error in the application."],
  ["InvalidOperationException", "SystemException", "Operation is not valid due to the current state of the object."],
  ["InvalidCastException", "SystemException", "Specified cast is not valid."],
  ["NullReferenceException", "SystemException", "Object reference not set to an instance of an object."],
  ["FormatException", "SystemException", "One of the identified items was in an invalid format."],
  ["ArithmeticException", "SystemException", "Overflow or underflow in the arithmetic operation."],
  ["OverflowException", "ArithmeticException", "Arithmetic operation resulted in an overflow."],
  ["DivideByZeroException", "ArithmeticException", "Attempted to divide by zero."],
  ["NotFiniteNumberException", "ArithmeticException", "Number encountered was not a finite quantity."],
  ["IndexOutOfRangeException", "SystemException", "Index was outside the bounds of the array."],
  ["ArrayTypeMismatchException", "SystemException", "Attempted to access an element as a type incompatible with the array."],
  ["RankException", "SystemException", "Attempted to operate on an array with the incorrect number of dimensions."],
  ["NotSupportedException", "SystemException", "Specified method is not supported."],
  ["NotImplementedException", "SystemException", "The method or operation is not implemented."],
  ["PlatformNotSupportedException", "NotSupportedException", "Operation is not supported on this platform."],
  ["TimeoutException", "SystemException", "The operation has timed out."],
  ["OperationCanceledException", "SystemException", "The operation was canceled."],
  ["UnauthorizedAccessException", "SystemException", "Attempted to perform an unauthorized operation."],
  ["OutOfMemoryException", "SystemException", "Insufficient memory to continue the execution of the program."],
  ["InsufficientExecutionStackException", "SystemException", "Insufficient stack to continue executing the program safely."],
  ["UriFormatException", "FormatException", "Invalid URI: The format of the URI could not be determined."],
  ["TimeZoneNotFoundException", "Exception", "Exception of type 'System.TimeZoneNotFoundException' was thrown."],
  ["InvalidTimeZoneException", "Exception", "Exception of type 'System.InvalidTimeZoneException' was thrown."],
]; // prettier-ignore
for (const [name, base, usual] of simple) defineException("System", name, base, usual);

defineException(
  "System",
  "ObjectDisposedException",
  "InvalidOperationException",
  "Cannot access a disposed object.",
);
defineException("System", "ArgumentException", "SystemException", argumentMessage, {
  "new(string message, string paramName)": (message: string | null, name: string | null) =>
    new NetError(named("ArgumentException"), withParameter(messageOr(message, argumentMessage), name)),
  "new(string message, string paramName, Exception innerException)": (
    message: string | null,
    name: string | null,
    inner: NetError | null,
  ) =>
    new NetError(named("ArgumentException"), withParameter(messageOr(message, argumentMessage), name), inner),
  "string ParamName": parameterOf,
});
defineNameFirst("ArgumentNullException", nullMessage);
defineNameFirst("ArgumentOutOfRangeException", rangeMessage, {
  "new(string paramName, object actualValue, string message)": (
    name: string | null,
    actual: unknown,
    message: string | null,
  ) => {
    const text = withParameter(messageOr(message, rangeMessage), name);
    const shown = actual === null ? text : `${text}\nActual value was ${toStringOf(actual)}.`;
    return new NetError(named("ArgumentOutOfRangeException"), shown);
  },
});
defineException(
  "System.Collections.Generic",
  "KeyNotFoundException",
  "SystemException",
  "The given key was not present in the dictionary.",
);
defineException(
  "System.Globalization",
  "CultureNotFoundException",
  "ArgumentException",
  "Culture is not supported.",
);

/** Several exceptions as one. */
class AggregateError extends NetError {
  constructor(
    message: string,
    readonly all: readonly NetError[],
  ) {
    const detail = all.map((one) => ` (${one.message})`).join("");
    super(named("AggregateException"), message + detail, all[0] ?? null);
  }
}

const aggregate = "One or more errors occurred.";
define("System", "class AggregateException : Exception", {
  "new()": () => new AggregateError(aggregate, []),
  "new(string message)": (message: string | null) => new AggregateError(messageOr(message, aggregate), []),
  "new(string message, Exception innerException)": (message: string | null, inner: NetError) =>
    new AggregateError(messageOr(message, aggregate), [inner]),
  "new(params Exception[] innerExceptions)": (inner: NetArray) =>
    new AggregateError(aggregate, inner.items as NetError[]),
  "new(string message, params Exception[] innerExceptions)": (message: string | null, inner: NetArray) =>
    new AggregateError(messageOr(message, aggregate), inner.items as NetError[]),
  "IReadOnlyList<Exception> InnerExceptions": (error: AggregateError) =>
    new NetList(named("Exception"), [...error.all]),
});

defineException("System.IO", "IOException", "SystemException");
defineException("System.IO", "FileNotFoundException", "System.IO.IOException");
defineException("Newtonsoft.Json", "JsonException", "Exception");

/** Newtonsoft's exceptions about a text carry its path, line and position, which their messages end in. */
function placeOf(error: NetError): readonly [string | null, number, number] {
  if (error instanceof PlacedError) return error.at;
  const found = / Path '(.*)'(?:, line (\d+), position (\d+))?\.$/s.exec(error.message);
  return [found?.[1] ?? null, Number(found?.[2] ?? 0), Number(found?.[3] ?? 0)];
}

const placed = (type: string): Members => ({
  "string Path": (error: NetError) => placeOf(error)[0],
  "int LineNumber": (error: NetError) => placeOf(error)[1],
  "int LinePosition": (error: NetError) => placeOf(error)[2],
  "new(string message, string path, int lineNumber, int linePosition, Exception innerException)": (
    message: string | null,
    path: string | null,
    line: number,
    position: number,
    inner: NetError | null,
  ) => new PlacedError(type, messageOr(message, ""), [path, line, position], inner),
});

/** One whose place does not stand in its message. */
class PlacedError extends NetError {
  constructor(
    type: string,
    message: string,
    readonly at: readonly [string | null, number, number],
    inner: NetError | null,
  ) {
    super(named(type), message, inner);
  }
}
for (const name of ["JsonReaderException", "JsonSerializationException"])
  defineException("Newtonsoft.Json", name, "JsonException", undefined, placed(name));
defineException("Newtonsoft.Json", "JsonWriterException", "JsonException", undefined, {
  "string Path": (error: NetError) => placeOf(error)[0],
});
