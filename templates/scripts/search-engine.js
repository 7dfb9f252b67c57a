// Finds procedures the way people ask: without diacritics, with typos, in folk words. Knows nothing of pages,
// so that the same file runs in a browser and in a test. MiniSearch ranks; what stands here is Vietnamese.

import MiniSearch from "./minisearch.js"

export const TUNED = {
  // How much a word counts where it stands.
  boosts: {name: 3, aliases: 3, asked: 2.5, official: 1.2},
  // BM25: how soon more of the same stops counting, and how much a long text is held against itself.
  bm25: {k: 1.2, b: 0.4, d: 0.5},
  // What a pair of words side by side counts, to one of them alone.
  pair: 1.6,
  // What a word that no procedure knows is worth, as an unanswered part of a question.
  stranger: 2,
  // What share of a question an answer must cover, words alone and pairs together.
  enough: 0.38,
  pairShare: 0.3,
  shareTo: 1.5,
  marks: 0.25,
  prior: 0.12,
}
const MAX_WORDS = 24
const MAX_LETTERS = 400

// Marks that combine with a letter, and what hides in a text.
const MARKS = /[\u0300-\u036f]/g
const HIDDEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g
const CODE = /^\d\.\d{6}$/

/** Text as two keyboards would agree on it: composed, lower case, nothing hidden. */
function clean(text) {
  return String(text).slice(0, MAX_LETTERS).replace(HIDDEN, "").normalize("NFC").toLowerCase()
}

const plainly = new Map()

/** A syllable without tones and marks; "ký" and "kí" are one. */
export function fold(syllable) {
  let plain = plainly.get(syllable)
  if (plain === undefined) {
    plain = syllable.normalize("NFD").replace(MARKS, "").replace(/đ/g, "d")
    plain = plain.replace(/^(qu|[bcdghklmnpqrstvx]+)y$/, "$1i")
    // The same few thousand syllables come again and again.
    if (plainly.size < 20_000) plainly.set(syllable, plain)
  }
  return plain
}

/** The syllables of a text, in runs that punctuation separates. */
export function split(text) {
  const runs = clean(text).split(/[^\p{L}\p{N}\p{M}\s.-]+|\s[.-]|[.-](?=\s|$)/u)
  return runs.map(run => run.split(/[\s.-]+/).filter(Boolean)).filter(run => run.length)
}

/** What is looked up of runs of syllables: each, and each two side by side. */
function terms(runs) {
  const found = []
  for (const run of runs) {
    for (let i = 0; i < run.length; i++) {
      found.push(run[i])
      if (i) found.push(`${run[i - 1]} ${run[i]}`)
    }
  }
  return found
}

/** The syllables of a text that the index holds as they are compared. */
const readSyllables = text => text ? text.split(" ") : []

// Telex and VNI leave these behind where the keyboard was off.
const TELEX = [[/dd/g, "d"], [/aa|aw/g, "a"], [/ee/g, "e"], [/oo|ow/g, "o"], [/uw|(?<![aeiouy])w/g, "u"]]

/** What a syllable may have been meant as before a keyboard spoilt it. */
function unspoil(syllable) {
  const plain = TELEX.reduce((text, [from, to]) => text.replace(from, to), syllable)
  const guesses = [plain, plain.replace(/[sfrxjz]$/, ""), plain.replace(/[sfrxj](?=[cmnpt]|ch|ng|nh)/, "")]
  // VNI's digits stand behind or inside a syllable that has letters.
  if (/[a-z]\d|\d[a-z]/.test(syllable)) guesses.push(syllable.replace(/\d/g, ""))
  return guesses.map(fold)
}

/** How far apart two words are (Damerau and Levenshtein), no more than `most`. */
export function distance(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1
  let [before, last] = [[], [...Array(b.length + 1).keys()]]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      row[j] = Math.min(row[j - 1] + 1, last[j] + 1, last[j - 1] + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      if (swapped) row[j] = Math.min(row[j], before[j - 2] + 1)
    }
    if (Math.min(...row) > most) return most + 1
    ;[before, last] = [last, row]
  }
  return last[b.length]
}

/** MiniSearch, that finds the place of a word in its tree once, and not for each of forty thousand mentions. */
class Ranking extends MiniSearch {
  places = new Map()

  addTerm(field, document, term) {
    let fields = this.places.get(term)
    if (!fields) this.places.set(term, fields = this._index.fetch(term, () => new Map()))
    let counts = fields.get(field)
    if (!counts) fields.set(field, counts = new Map())
    counts.set(document, (counts.get(document) ?? 0) + 1)
  }
}

export class Engine {
  /** `index` is what motcua/search.py writes. */
  constructor(index, tuned = TUNED) {
    this.tuned = tuned
    const documents = index.rows.map(([code, name, official, aliases, asked, facts, prior]) => (
      {code, name, official, aliases, asked, facts: index.facts[facts], prior}
    ))
    // What people ask for and cannot do here takes part, so that it is told apart from what they can do.
    documents.push(...index.elsewhere.map((aliases, i) => ({code: `elsewhere ${i}`, aliases, elsewhere: true})))
    this.documents = new Map(documents.map(document => [document.code, document]))
    this.count = new Map()
    this.mini = new Ranking({
      idField: "code",
      fields: Object.keys(tuned.boosts),
      tokenize: list => list,
      stringifyField: list => list,
      processTerm: term => term,
      searchOptions: {bm25: tuned.bm25},
    })
    // A slow phone takes most of its time here: so each syllable is looked at once, and nothing copied.
    const last = new Map()
    documents.forEach(({code, name, official, aliases, asked}, number) => {
      const names = split(name ?? "").map(run => run.map(fold))
      const others = (aliases ?? "").split("|").map(readSyllables)
      // Of these, what stands side by side says little.
      const alone = {official: readSyllables(official), asked: readSyllables(asked)}
      this.mini.add({code, name: terms(names), aliases: [...new Set(terms(others))], ...alone})
      for (const run of [...names, ...others, alone.official, alone.asked]) {
        for (const one of run) {
          if (last.get(one) === number) continue
          last.set(one, number)
          this.count.set(one, (this.count.get(one) ?? 0) + 1)
        }
      }
    })
    this.noise = index.noise.map(phrase => split(phrase).flat().map(fold)).sort((a, b) => b.length - a.length)
    this.synonyms = index.synonyms.map(group => group.map(phrase => split(phrase).flat().map(fold)))
    for (const one of this.synonyms.flat(2)) if (!this.count.has(one)) this.count.set(one, 1)
  }

  /** What a syllable is worth: the rarer, the more. */
  worth(syllable) {
    const known = this.count.get(syllable)
    return known ? Math.log(1 + this.documents.size / known) : this.tuned.stranger
  }

  /** The known syllables that one typed syllable may stand for, the likeliest first: [syllable, weight]. */
  meanings(typed) {
    const folded = fold(typed)
    if (this.count.has(folded)) return [[folded, 1]]
    const repaired = unspoil(typed).find(guess => this.count.has(guess))
    if (repaired) return [[repaired, 0.95]]
    if (folded.length < 3 || /\d/.test(folded)) return [[folded, 1]]
    const near = [...this.count.keys()]
      .filter(known => known.length > 1 && !/\d/.test(known) && distance(folded, known, 1) <= 1)
      .sort((a, b) => this.count.get(b) - this.count.get(a))
      .slice(0, 4)
      .map(known => [known, 0.7])
    return near.length ? near : [[folded, 1]]
  }

  /** Words that were typed without a space between them, taken apart. */
  apart(typed) {
    const folded = fold(typed)
    if (this.count.has(folded) || folded.length < 5) return [typed]
    for (let at = 2; at <= folded.length - 2; at++) {
      const [left, right] = [folded.slice(0, at), folded.slice(at)]
      if (this.count.has(left) && this.count.has(right)) return [left, right]
    }
    return [typed]
  }

  /** Drop what questions are wrapped in, unless nothing else is left. */
  unwrap(words, folded) {
    const kept = words.map(() => true)
    for (const phrase of this.noise) {
      for (let at = 0; at + phrase.length <= words.length; at++) {
        if (phrase.every((one, i) => folded[at + i] === one)) phrase.forEach((_, i) => (kept[at + i] = false))
      }
    }
    const left = words.filter((_, i) => kept[i])
    return left.length ? left : words
  }

  /** What to look for: [term, weight, of which words, may be only a beginning]. */
  plan(query, finished) {
    const typed = split(query).flat().flatMap(one => this.apart(one)).slice(0, MAX_WORDS)
    const words = this.unwrap(typed, typed.map(fold))
    const meanings = words.map(word => this.meanings(word))
    const plan = []
    const last = words.length - 1
    meanings.forEach((choices, i) => {
      const begun = i === last && !finished && words[i].length > 1
      for (const [term, weight] of choices) plan.push([term, weight, [i], begun])
      if (i < last) {
        for (const [one, a] of choices.slice(0, 2)) {
          for (const [two, b] of meanings[i + 1].slice(0, 2)) plan.push([`${one} ${two}`, this.tuned.pair * a * b, [i, i + 1], false])
        }
      }
    })
    const folded = meanings.map(choices => choices[0]?.[0])
    for (const group of this.synonyms) {
      for (const phrase of group) {
        const at = find(folded, phrase)
        if (at < 0) continue
        const covered = phrase.map((_, i) => at + i)
        for (const other of group) if (other !== phrase) plan.push(...this.lookFor(other, covered))
      }
    }
    return {plan, words, folded}
  }

  lookFor(phrase, covered) {
    const pairs = phrase.slice(1).map((next, i) => [`${phrase[i]} ${next}`, 1.2, covered, false])
    // The words of a phrase say little one by one: "sổ" of "sổ đỏ" is any book.
    return phrase.length === 1 ? [[phrase[0], 0.9, covered, false]] : pairs
  }

  /**
   * The procedures that answer a query, the best first, and whether they really do.
   * `finished` is false while the last word may still grow.
   */
  search(query, {finished = false, most = 8} = {}) {
    const code = clean(query).match(/\d\.\d{6}/)?.[0]
    const {plan, words, folded} = this.plan(query, finished)
    if (!words.length) return {found: [], near: [], words: []}
    const total = folded.reduce((sum, one) => sum + this.worth(one), 0)
    const hits = this.mini.search(plan.map(([term]) => term).join("\0"), {
      tokenize: text => text.split("\0"),
      boost: this.tuned.boosts,
      boostTerm: (_, i) => plan[i][1],
      prefix: (_, i) => plan[i][3],
      fuzzy: false,
    })
    const ranked = hits.map(hit => this.rate(hit, plan, words, folded, total)).sort((a, b) => b.score - a.score)
    if (CODE.test(code ?? "") && this.documents.has(code)) {
      const exact = {document: this.documents.get(code), score: Infinity, share: 1}
      ranked.unshift(exact, ...ranked.splice(0).filter(one => one.document.code !== code))
    }
    const here = ranked.filter(one => !one.document.elsewhere)
    const away = ranked[0]?.document.elsewhere && ranked[0].share >= (here[0]?.share ?? 0)
    const good = away ? [] : here.filter(one => one.share >= this.tuned.enough)
    const answers = list => list.slice(0, most).map(one => one.document)
    return {found: answers(good), near: answers(good.length ? [] : here.slice(0, 3)), words: folded}
  }

  rate(hit, plan, words, folded, total) {
    const document = this.documents.get(hit.id)
    const matched = new Set(hit.queryTerms)
    const covered = new Set()
    const paired = new Set()
    for (const [term, , positions] of plan) {
      if (!matched.has(term)) continue
      positions.forEach(position => covered.add(position))
      if (positions.length > 1) positions.forEach(position => paired.add(position))
    }
    const worth = positions => [...positions].reduce((sum, i) => sum + this.worth(folded[i]), 0) / total
    const {pairShare, shareTo, marks, prior} = this.tuned
    const share = words.length > 1 ? (1 - pairShare) * worth(covered) + pairShare * worth(paired) : worth(covered)
    // Whoever types the marks means them: "đường" is not "dương".
    const marked = words.filter(word => fold(word) !== word)
    const written = new Set(split(document.name ?? "").flat())
    const exact = marked.length ? marked.filter(word => written.has(word)).length / marked.length : 0
    const score = hit.score * share ** shareTo * (1 + marks * exact) * (1 + prior * (document.prior ?? 0))
    return {document, score, share}
  }
}

function find(words, phrase) {
  for (let at = 0; at + phrase.length <= words.length; at++) {
    if (phrase.every((one, i) => words[at + i] === one)) return at
  }
  return -1
}
