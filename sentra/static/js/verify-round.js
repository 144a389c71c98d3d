// Recomputes a stall draw from its public record, in the reader's own browser. The record's format is
// in docs/public-record.md. WebCrypto is there on https and on this machine only.
//
//   const { commitment } = await verifyRound(async (name) => bytes, { progress: (done, all) => {} });
//
// Throws a Differs with the `file` at fault and the `reason`: missing, not-canonical, changed,
// not-committed, not-published, other-round, seed, applications, changes or result (with `line`).

const COMMITTED = ["applications.jsonl", "programmes.json", "rules.json"];
const FILES = [...COMMITTED, "changes.jsonl", "commitment.json", "result.jsonl", "seed.json"];
const MANIFEST = "manifest.json";
const AT_ONCE = 1000;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export class Differs extends Error {
  constructor(file, reason, line) {
    super(`${file}: ${reason}${line ? `, line ${line}` : ""}`);
    Object.assign(this, { file, reason, line });
  }
}

const digest = async (bytes) => {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
};
const digestText = (text) => digest(encoder.encode(text));

const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
};

const parse = (file, bytes) => {
  const lines = file.endsWith("l");
  let text, values;
  try {
    text = decoder.decode(bytes);
    values = (lines ? text.split("\n").slice(0, -1) : [text]).map((piece) => JSON.parse(piece));
  } catch {
    throw new Differs(file, "not-canonical");
  }
  if (values.map((value) => `${canonical(value)}\n`).join("") !== text) {
    throw new Differs(file, "not-canonical");
  }
  return lines ? values : values[0];
};

const readRecord = async (read) => {
  const bytes = {};
  for (const file of [MANIFEST, ...FILES]) {
    bytes[file] = await read(file);
    if (!bytes[file]) throw new Differs(file, "missing");
  }
  const { digest: said, ...manifest } = parse(MANIFEST, bytes[MANIFEST]);
  if (said !== (await digestText(`${canonical(manifest)}\n`))) throw new Differs(MANIFEST, "changed");
  const record = {};
  const hashes = {};
  for (const file of FILES) {
    hashes[file] = await digest(bytes[file]);
    if (hashes[file] !== manifest.files[file]) throw new Differs(file, "changed");
    record[file] = parse(file, bytes[file]);
  }
  for (const file of COMMITTED) {
    if (hashes[file] !== record["commitment.json"].files[file]) throw new Differs(file, "not-committed");
  }
  for (const file of ["commitment.json", "programmes.json", "rules.json", "seed.json"]) {
    if (record[file].round !== manifest.round) throw new Differs(file, "other-round");
  }
  return { record, commitment: hashes["commitment.json"] };
};

const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

const checkSeed = async (record, commitment) => {
  const plan = record["commitment.json"].seed;
  const seed = record["seed.json"];
  const wrong = new Differs("seed.json", "seed");
  if (seed.commitment !== commitment || seed.kind !== plan.kind) throw wrong;
  let expected;
  if (plan.kind === "drand") {
    if (seed.chain !== plan.chain || seed.beacon !== plan.beacon) throw wrong;
    expected = await digest(fromHex(seed.signature));
  } else {
    const allowed = (value) => Number.isInteger(value) && value >= 0 && value < plan.faces;
    if (seed.values.length !== plan.values || !seed.values.every(allowed)) throw wrong;
    const drawn = seed.values.join(" ");
    expected = await digestText(`sentra-witnessed/1\n${seed.round}\n${commitment}\n${drawn}`);
  }
  if (seed.seed !== expected) throw wrong;
  return expected;
};

const wishesNow = (record) => {
  const wishes = new Map(record["applications.jsonl"].map((each) => [each.pseudonym, each.preferences]));
  if (wishes.size < record["applications.jsonl"].length) throw new Differs("applications.jsonl", "applications");
  for (const { pseudonym, stays } of record["changes.jsonl"]) {
    const wished = wishes.get(pseudonym);
    const at = stays ? (wished ?? []).indexOf(stays) : 0;
    if (!wished || at < 0) throw new Differs("changes.jsonl", "changes");
    wishes.set(pseudonym, stays ? wished.slice(at) : []);
  }
  return wishes;
};

const lotteryOrder = async (round, seed, pseudonyms, progress) => {
  const tickets = [];
  for (let start = 0; start < pseudonyms.length; start += AT_ONCE) {
    const some = pseudonyms.slice(start, start + AT_ONCE);
    const hashes = some.map((who) => digestText(`sentra-lottery/1\n${round}\n${seed}\n${who}`));
    (await Promise.all(hashes)).forEach((hash, at) => tickets.push([hash, some[at]]));
    progress(tickets.length, pseudonyms.length);
  }
  return tickets.sort(([one], [other]) => (one < other ? -1 : 1)).map(([, who]) => who);
};

// Whom a programme takes, class by class and then by number alone; Map of number to seat.
const choose = (programme, kinds, asked, members) => {
  let left = asked.sort((one, other) => one - other);
  const chosen = new Map();
  for (const kind of kinds) {
    const taken = programme.seats[kind] ? left.filter((number) => members.get(kind).has(number)) : [];
    for (const number of taken.slice(0, programme.seats[kind])) chosen.set(number, kind);
    if (taken.length) left = left.filter((number) => !chosen.has(number));
  }
  for (const number of left.slice(0, programme.stalls.length - chosen.size)) chosen.set(number, "open");
  return chosen;
};

// In every round, whoever has nothing asks her next wish.
const allot = (programmes, kinds, wishes, members) => {
  const offered = new Map(programmes.map((each) => [each.code, each]));
  const held = new Map(programmes.map((each) => [each.code, new Map()]));
  const next = wishes.map(() => 0);
  let refused = wishes.map((_, at) => at + 1);
  while (refused.length) {
    const asked = new Map();
    for (const number of refused) {
      const code = wishes[number - 1][next[number - 1]++];
      if (code === undefined) continue;
      if (!asked.has(code)) asked.set(code, [...held.get(code).keys()]);
      asked.get(code).push(number);
    }
    refused = [];
    for (const [code, everybody] of asked) {
      const chosen = choose(offered.get(code), kinds, everybody, members);
      held.set(code, chosen);
      refused = refused.concat(everybody.filter((number) => !chosen.has(number)));
    }
  }
  return held;
};

const recompute = async (record, seed, progress) => {
  const { round, precedence } = record["rules.json"];
  const { programmes } = record["programmes.json"];
  const wishes = wishesNow(record);
  const order = await lotteryOrder(round, seed, [...wishes.keys()], progress);
  const numbers = new Map(order.map((who, at) => [who, at + 1]));
  const members = new Map(precedence.map((kind) => [kind, new Set()]));
  const asked = new Map();
  for (const { pseudonym, classes, preferences } of record["applications.jsonl"]) {
    asked.set(pseudonym, preferences);
    for (const kind of classes) members.get(kind).add(numbers.get(pseudonym));
  }
  const result = order.map((pseudonym, at) => ({
    choice: null,
    number: at + 1,
    programme: null,
    pseudonym,
    seat: null,
  }));
  const held = allot(programmes, precedence, order.map((who) => wishes.get(who)), members);
  for (const [programme, seats] of held) {
    for (const [number, seat] of seats) {
      const choice = asked.get(order[number - 1]).indexOf(programme) + 1;
      Object.assign(result[number - 1], { programme, seat, choice });
    }
  }
  return result;
};

const checkResult = (record, expected) => {
  const found = record["result.jsonl"];
  for (let at = 0; at < Math.max(found.length, expected.length); at++) {
    if (!found[at] || !expected[at] || canonical(found[at]) !== canonical(expected[at])) {
      throw new Differs("result.jsonl", "result", at + 1);
    }
  }
  const places = new Map(expected.map((each) => [each.pseudonym, each.programme]));
  const latest = new Map(record["changes.jsonl"].map((each) => [each.pseudonym, each.stays ?? null]));
  for (const [who, stays] of latest) {
    if (places.get(who) !== stays) throw new Differs("changes.jsonl", "changes");
  }
};

export const verifyRound = async (read, { published, progress = () => {} } = {}) => {
  const { record, commitment } = await readRecord(read);
  if (published && published !== commitment) throw new Differs("commitment.json", "not-published");
  const seed = await checkSeed(record, commitment);
  const expected = await recompute(record, seed, progress);
  checkResult(record, expected);
  return { commitment, applicants: expected.length };
};
