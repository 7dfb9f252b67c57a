// Asks the search of a built site: reads [query, finished] pairs as JSON, writes what is found for each.
// Arguments: the folder with search-engine.js, minisearch.js and search.json.

import fs from "node:fs"
import path from "node:path"
import {pathToFileURL} from "node:url"

const folder = process.argv[2]
const {Engine, fold} = await import(pathToFileURL(path.join(folder, "search-engine.js")))
const engine = new Engine(JSON.parse(fs.readFileSync(path.join(folder, "search.json"), "utf8")))
const asked = JSON.parse(fs.readFileSync(0, "utf8"))
const answers = asked.map(([query, finished]) => {
  const {found, near} = engine.search(query, {finished})
  const codes = list => list.map(document => document.code)
  return {found: codes(found), near: codes(near), folded: fold(String(query).toLowerCase())}
})
console.log(JSON.stringify(answers))
