// How often the search of a built site finds what people asked for, on queries written by somebody who knew
// only situations. Arguments: the site's folder; with "misses", the half to tell the misses of.
//
// The index under test holds, besides the site's procedures, the names of procedures that are not there.

import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import {fileURLToPath, pathToFileURL} from "node:url"

const here = path.dirname(fileURLToPath(import.meta.url))
const [site, tell] = process.argv.slice(2)
const read = file => JSON.parse(fs.readFileSync(file, "utf8"))
// Node takes the site's scripts for modules only where they are named so.
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "search-"))
for (const name of ["search-engine.js", "minisearch.js"]) fs.copyFileSync(path.join(site, "assets", name), path.join(folder, name))
fs.writeFileSync(path.join(folder, "package.json"), '{"type": "module"}')
const {Engine} = await import(pathToFileURL(path.join(folder, "search-engine.js")))
fs.rmSync(folder, {recursive: true})

const index = read(path.join(site, "assets", "search.json"))
for (const {code, name} of read(path.join(here, "distractors.json"))) index.rows.push([code, name, "", "", "", 0, 0])
const engine = new Engine(index)
const results = {}
for (const half of ["tune", "held"]) {
  const tally = {asked: 0, first: 0, three: 0, none: 0, told: 0}
  for (const {id, query, codes, half: its} of read(path.join(here, "queries.json"))) {
    if (its !== half) continue
    const found = engine.search(query, {finished: true}).found.map(document => document.code)
    const at = found.findIndex(code => codes.includes(code))
    if (codes.length) {
      tally.asked += 1
      tally.first += at === 0
      tally.three += at >= 0 && at < 3
    } else {
      tally.none += 1
      tally.told += found.length === 0
    }
    const wrong = codes.length ? at !== 0 : found.length > 0
    if (tell === half && wrong) {
      const names = found.slice(0, 3).map(code => `${code} ${engine.documents.get(code).name.slice(0, 50)}`)
      console.error(`${id} [${query}] wants ${codes.join(",") || "-"} at ${at}: ${names.join(" | ")}`)
    }
  }
  results[half] = tally
}
console.log(JSON.stringify(results))
