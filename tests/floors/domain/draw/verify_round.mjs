// Verifies records with the browser's module: node verify_round.mjs MODULE, on stdin a JSON list of
// records (base64 by file name); on stdout what each came to.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { verifyRound } = await import(pathToFileURL(process.argv[2]));
const seen = [];
for (const files of JSON.parse(readFileSync(0, "utf8"))) {
  const read = async (name) => (name in files ? Buffer.from(files[name], "base64") : undefined);
  try {
    const ticks = [];
    const found = await verifyRound(read, { progress: (...tick) => ticks.push(tick) });
    seen.push({ ...found, ticks });
  } catch (error) {
    seen.push(error.file ?? error.stack);
  }
}
console.log(JSON.stringify(seen));
