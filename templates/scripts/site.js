// What the phone adds to a page: dates and open doors by its clock, and the search box.

// Where the files lie that come with this one.
const here = document.currentScript.src

// By when a result is due, and which door is open: said where the page holds what that is worked out from.
const told = document.querySelectorAll("[data-desk]")
const {holidays} = document.querySelector("[data-holidays]")?.dataset ?? {}

if (holidays && told.length) {
  import("./dates.js").then(({Desk, tell, sayDue, sayState}) => {
    const lines = [...told].map(line => ({
      line,
      desk: new Desk(JSON.parse(holidays), JSON.parse(line.dataset.desk)),
      term: line.dataset.term && JSON.parse(line.dataset.term),
    }))
    const renew = () => lines.forEach(({line, desk, term}) => {
      const now = tell(Date.now())
      const said = term ? sayDue(desk.due(term, now)) : sayState(desk.state(now), now.day)
      line.hidden = !said
      if (line.textContent !== said) line.textContent = said
    })
    renew()
    document.addEventListener("visibilitychange", () => { if (!document.hidden) renew() })
    // A page that lies open on the counter must not say "open" after the door was shut.
    setInterval(renew, 60_000)
  }).catch(() => {}) // Without it the page says what it says without scripts.
}

// The search box: loads what it looks through when it is first touched, answers at every key, and can be
// used by finger, by keyboard alone and by ear (the combobox pattern of the ARIA Authoring Practices).
const form = document.getElementById("mc-find")
const opener = document.querySelector(".mc-find-opener")

if (form) {
  const box = form.querySelector("input")
  const list = form.querySelector("[role=listbox]")
  const status = form.querySelector("[role=status]")
  const {phone, call} = form.dataset
  // The site's root, from wherever a page lies, also a missing one.
  const base = new URL("..", here).href
  let loading
  let active = -1

  const make = (tag, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(tag), properties)
    element.append(...children)
    return element
  }

  /** The engine, once: a failed attempt is forgotten, so that the next key tries again. */
  const load = () => {
    loading ??= Promise.all([
      import("./search-engine.js"),
      fetch(new URL("search.json", here)).then(answer => {
        if (!answer.ok) throw new Error(String(answer.status))
        return answer.json()
      }),
    ]).then(([module, index]) => ({engine: new module.Engine(index), fold: module.fold}))
    loading.catch(() => { loading = undefined })
    return loading
  }

  const open = () => [...list.children]

  const choose = at => {
    const options = open()
    active = options.length ? (at + options.length) % options.length : -1
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === active)))
    if (active < 0) return box.removeAttribute("aria-activedescendant")
    box.setAttribute("aria-activedescendant", options[active].id)
    options[active].scrollIntoView({block: "nearest"})
  }

  const show = options => {
    list.replaceChildren(...options)
    list.hidden = !options.length
    box.setAttribute("aria-expanded", String(Boolean(options.length)))
    active = -1
    box.removeAttribute("aria-activedescendant")
  }

  /** The name of a procedure with the words that were asked for marked, with or without diacritics. */
  const mark = (text, words, fold) => text.split(/([\p{L}\p{N}\p{M}]+)/u).map(part => {
    const folded = fold(part.toLowerCase())
    const said = words.some((word, i) => folded === word || (i === words.length - 1 && folded.startsWith(word)))
    return said && part.trim() ? make("mark", {textContent: part}) : part
  })

  const offer = ({code, name, facts}, i, words, fold) => {
    const option = make(
      "li",
      {id: `mc-found-${i}`},
      make("strong", {}, ...mark(name, words, fold)),
      make("span", {textContent: facts}),
    )
    option.setAttribute("role", "option")
    option.setAttribute("aria-selected", "false")
    option.dataset.code = code
    return option
  }

  const link = (href, text) => make("a", {href, textContent: text})

  /** Nothing found: the nearest names, the whole list and somebody to call. Never an empty page. */
  const regret = (query, near) => {
    const names = near.flatMap(({code, name}, i) => [i ? "; " : " Có phải bà con hỏi: ", link(`${base}${code}/`, name)])
    status.replaceChildren(
      `Chưa thấy việc nào khớp "${query.slice(0, 60)}".`, ...names, near.length ? "? Hoặc xem " : " Xem ",
      link(`${base}a-z/`, "cả danh sách A–Z"), ", hoặc gọi ", link(call, phone), ".",
    )
  }

  const answer = async () => {
    const query = box.value.trim()
    if (!/[\p{L}\p{N}]/u.test(query)) {
      show([])
      return query ? regret(query, []) : status.replaceChildren()
    }
    try {
      const {engine, fold} = await load()
      if (query !== box.value.trim()) return
      const {found, near, words} = engine.search(query)
      show(found.map((one, i) => offer(one, i, words, fold)))
      if (found.length) status.textContent = `${found.length} việc`
      else regret(query, near)
    } catch {
      show([])
      status.replaceChildren(
        "Chưa tải được phần tìm, chắc do mạng. Xem ", link(`${base}a-z/`, "cả danh sách A–Z"),
        ", hoặc gọi ", link(call, phone), ".",
      )
    }
  }

  const go = option => { location.href = `${base}${option.dataset.code}/` }

  const putAway = away => {
    form.hidden = away
    opener.setAttribute("aria-expanded", String(!away))
    if (!away) box.focus()
  }

  box.addEventListener("focus", () => load().catch(() => {}), {once: true})
  box.addEventListener("input", answer)
  box.addEventListener("keydown", event => {
    const shown = open().length
    if (event.key === "ArrowDown" && shown) choose(active + 1)
    else if (event.key === "ArrowUp" && shown) choose(active < 0 ? -1 : active - 1)
    else if (event.key === "Escape") {
      if (shown) show([])
      else if (form.classList.contains("mc-find--folded")) { putAway(true); opener.focus() }
      else box.value = ""
    } else return
    event.preventDefault()
  })
  form.addEventListener("submit", async event => {
    event.preventDefault()
    await answer()
    const option = open()[Math.max(active, 0)]
    if (option) go(option)
  })
  list.addEventListener("click", event => {
    const option = event.target.closest("[role=option]")
    if (option) go(option)
  })

  opener.hidden = false
  if (form.classList.contains("mc-find--folded")) {
    opener.addEventListener("click", () => putAway(!form.hidden))
  } else {
    form.hidden = false
    opener.setAttribute("aria-expanded", "true")
    opener.addEventListener("click", () => box.focus())
    const asked = new URLSearchParams(location.search).get("q")
    if (asked) {
      box.value = asked.slice(0, 400)
      box.focus()
      answer()
    }
  }
}
