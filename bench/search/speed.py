"""How fast the search is in a browser whose processor is slowed down six times, at 405 procedures."""

import statistics
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from bench.search.compare import launch, serving

SLOWED: Final = 6

MEASURE: Final = """async size => {
  const {Engine} = await import("/assets/search-engine.js")
  const index = await (await fetch("/assets/search.json")).json()
  const rows = index.rows
  while (index.rows.length < size) {
    const row = [...rows[index.rows.length % rows.length]]
    row[0] = `9.${String(index.rows.length).padStart(6, "0")}`
    index.rows = [...index.rows, row]
  }
  const times = {build: [], answer: []}
  let engine
  for (let run = 0; run < 7; run++) {
    const started = performance.now()
    engine = new Engine(index)
    times.build.push(performance.now() - started)
  }
  const queries = ["giay ket hon", "lam giay khai sihn cho con moi sinh", "ddawng kys tam tru", "so do"]
  for (const query of queries) {
    for (let end = 1; end <= query.length; end++) {
      const started = performance.now()
      engine.search(query.slice(0, end))
      times.answer.push(performance.now() - started)
    }
  }
  return times
}"""


def measure(site: Path, size: int) -> dict[str, float]:
    """Median milliseconds to build the index, and the slowest twentieth of the answers to single keys."""
    with serving(site) as address, sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page()
        page.goto(address)
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
        times = page.evaluate(MEASURE, size)
        browser.close()
    answers = sorted(times["answer"])
    return {
        "build": statistics.median(times["build"]),
        "answer": answers[int(len(answers) * 0.95)],
        "slowest": answers[-1],
    }
