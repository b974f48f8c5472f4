import { isSubtype } from "../../types/conversions";
import { named, type Members } from "../../types/registry";
import { argumentNull, typeOf } from "../../values/runtime";
import { Lazy } from "../../values/sequences";
import type { Type } from "../../types/types";

type Types = readonly Type[];

/** Objects that a policy hangs on nodes or tokens: never written, found by their type. */
export function annotationMembers(): Members {
  const store = new WeakMap<object, unknown[]>();
  const of = (one: object) => store.get(one) ?? [];
  const fits = (type: Type) => (value: unknown) => isSubtype(typeOf(value)!, type);
  const need = (type: Type | null) => type ?? argumentNull("type");
  const drop = (one: object, type: Type) =>
    store.set(
      one,
      of(one).filter((value) => !fits(type)(value)),
    );
  return {
    "void AddAnnotation(object annotation)": (one: object, value: unknown) =>
      void store.set(one, [...of(one), value ?? argumentNull("annotation")]),
    "object Annotation(Type type)": (one: object, type: Type | null) =>
      of(one).find(fits(need(type))) ?? null,
    "T Annotation<T>()": (one: object, types: Types) => of(one).find(fits(types.at(-1)!)) ?? null,
    "IEnumerable<object> Annotations(Type type)": (one: object, type: Type | null) =>
      new Lazy(named("object"), () => of(one).filter(fits(need(type)))),
    "IEnumerable<T> Annotations<T>()": (one: object, types: Types) =>
      new Lazy(types.at(-1)!, () => of(one).filter(fits(types.at(-1)!))),
    "void RemoveAnnotations(Type type)": (one: object, type: Type | null) => void drop(one, need(type)),
    "void RemoveAnnotations<T>()": (one: object, types: Types) => void drop(one, types.at(-1)!),
  };
}
