// The law that a client's store rests on: no field of one id has two values, whichever answer tells it.
import assert from "node:assert/strict";

type Value = unknown;
type Fields = Record<string, Value>;

export class OneValue {
  readonly #held = new Map<string, Fields>();
  compared = 0;

  /** `told` is what one answer says of each id, as the store of a client normalised it. `where` names the answer. */
  keep(told: Record<string, Fields>, where: string) {
    for (const [id, fields] of Object.entries(told)) {
      this.#held.set(id, this.#together(this.#held.get(id) ?? {}, fields, `${where}: ${id}`) as Fields);
    }
  }

  get ids() {
    return [...this.#held.keys()];
  }

  field(id: string, name: string): Value {
    return this.#held.get(id)?.[name];
  }

  #together(held: Value, told: Value, place: string): Value {
    if (Array.isArray(held) && Array.isArray(told)) {
      assert.equal(told.length, held.length, `${place} has another length than before`);
      return told.map((each, number) => this.#together(held[number], each, `${place}.${number}`));
    }
    if (isObject(held) && isObject(told)) {
      const both = { ...held };
      for (const [name, value] of Object.entries(told)) {
        both[name] = name in held ? this.#together(held[name], value, `${place}.${name}`) : value;
      }
      return both;
    }
    this.compared += 1;
    assert.deepEqual(told, held, `${place} has another value than before`);
    return told;
  }
}

function isObject(value: Value): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
