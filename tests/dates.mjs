// Asks scripts/dates.js, line by line: reads {holidays, desk, term, now} as JSON, writes what is said of it.
// Argument: the module.

import readline from "node:readline"
import {pathToFileURL} from "node:url"

const {Desk, tell, sayDue, sayState} = await import(pathToFileURL(process.argv[2]))
for await (const line of readline.createInterface({input: process.stdin})) {
  const {holidays, desk, term, now} = JSON.parse(line)
  const place = new Desk(holidays, desk)
  const moment = tell(now)
  const due = place.due(term, moment)
  const state = place.state(moment)
  console.log(JSON.stringify({due, state, said: [sayDue(due), sayState(state, moment.day)]}))
}
