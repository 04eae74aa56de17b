// Whoever subscribes is told of every event once and in order: those that were there, those that come, those missed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { EventEmitter } from "node:events";

export type Told = { cursor: string; event: { key: string; position: string } };
/** Begins behind a cursor, tells of each event, and gives what ends it, as if the connection were lost. */
export type Subscribe = (after: string, next: (told: Told) => void, failed: (error: unknown) => void) => () => void;

const beginning = "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"; // of every log

export async function follow(address: string, [python, db, folder]: string[], subscribe: Subscribe) {
  const told: Told[] = [];
  const news = new EventEmitter();
  const next = (one: Told) => {
    told.push(one);
    news.emit("told");
  };
  const failed = (error: unknown) => news.emit("error", error);
  const until = async (count: number) => {
    while (told.length < count) {
      await once(news, "told");
    }
  };
  /** What a connection that was left still says is of no interest: a client may connect again by itself. */
  const begin = (after: string) => {
    let here = true;
    const end = subscribe(after, (one) => here && next(one), (error) => here && failed(error));
    return () => {
      here = false;
      end();
    };
  };
  /** Another process appends. */
  const append = (key: string) => {
    const event = {
      id: key, type: "metric", company: "mistral-ai", metric: "headcount", count: 1000, unit: "people", on: "2026-10",
      sources: [{ publisher: "Le Monde", title: key, published: "2026-11-01" }],
    };
    const file = `${folder}/${key}.jsonl`;
    writeFileSync(file, JSON.stringify(event) + "\n");
    execFileSync(python!, ["-m", "dateline", "import", file, "--db", db!]);
  };

  const response = await fetch(`${address}/graphql?query={log{position}}`);
  const held = Number(((await response.json()) as any).data.log.position);
  const leave = begin(beginning);
  await until(held);
  const name = `${process.argv[1]!.replace(/^.*\/|\.ts$/g, "")}-${process.pid}`;
  append(`${name}-live`);
  await until(held + 1);
  leave();
  append(`${name}-missed`);
  const leaveAgain = begin(told.at(-1)!.cursor);
  await until(held + 2);
  append(`${name}-again`);
  await until(held + 3);
  leaveAgain();
  assert.deepEqual(told.map(({ event }) => Number(event.position)), told.map((_, number) => number + 1));
  assert.deepEqual(told.slice(held).map(({ event }) => event.key), ["live", "missed", "again"].map((end) => `${name}-${end}`));
}
