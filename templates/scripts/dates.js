// By which day a result is due, and whether a door is open. Pure: it knows neither of pages nor of clocks.
//
// A day is a whole number, counted from 1 January 1970, a minute one of that day, both as in Viet Nam. The
// term of n days starts the day after handing in, and one that ends on a day off ends on the next working day
// (Civil Code 2015, articles 147 and 148). Beyond the announced years nothing is known, and nothing is said.

const MINUTE = 60_000
const DAY = 24 * 60
/** Minutes ahead of UTC, all the year round: what zone a phone is set to is no matter. */
const VIET_NAM = 7 * 60
const FRIDAY = 4
const WEEKDAYS = ["thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"]

const read = text => Date.parse(text) / (DAY * MINUTE)

/** Monday is 0; 1 January 1970 was a Thursday. */
const weekday = day => (day + 3) % 7

/** The day and the minute in Viet Nam at a time that is given in milliseconds, as Date.now() does. */
export const tell = milliseconds => {
  const minutes = milliseconds / MINUTE + VIET_NAM
  const day = Math.floor(minutes / DAY)
  return {day, minute: minutes - day * DAY}
}

/** One place through the announced years. */
export class Desk {
  constructor({first, last, off, working}, {hours, closed, extra}) {
    this.first = read(`${first}-01-01`)
    this.last = read(`${last}-12-31`)
    this.hours = hours
    this.closed = new Set(closed.map(read))
    this.worked = new Set([...working, ...extra].map(read))
    this.off = new Set(off.map(read))
  }

  knows(day) {
    return this.first <= day && day <= this.last
  }

  /** Whether a day counts as a working day: hours on a Saturday alone do not make it one. */
  works(day) {
    if (this.closed.has(day)) return false
    return this.worked.has(day) || (weekday(day) <= FRIDAY && !this.off.has(day))
  }

  /** From when to when it is open on a day; on a weekend that is swapped for a working day as on a Friday. */
  spans(day) {
    if (this.closed.has(day)) return []
    if (this.worked.has(day)) return this.hours[Math.min(weekday(day), FRIDAY)]
    return this.off.has(day) ? [] : this.hours[weekday(day)]
  }

  opens(day) {
    return this.spans(day).length > 0
  }

  /** The first day after `day` of which `fits` holds, or null where none is known. */
  next(day, fits) {
    for (let later = day + 1; later <= this.last; later++) if (fits(later)) return later
    return null
  }

  /** The day that counts as that of handing in: today's, or that of the next opening. */
  received({day, minute}, cutoff) {
    const span = this.spans(day).find(([, closes]) => minute < closes)
    if (!span) {
      const opening = this.next(day, later => this.opens(later))
      return opening === null ? null : this.received({day: opening, minute: 0}, cutoff)
    }
    const late = cutoff !== null && Math.max(minute, span[0]) > cutoff
    return late ? this.next(day, later => this.works(later) && this.opens(later)) : day
  }

  /** The last day on which a result may come of what is handed in now, or null where that is not known. */
  due({unit, amount, cutoff}, now) {
    if (!this.knows(now.day)) return null
    let day = this.received(now, cutoff)
    if (day === null || unit === "same_day") return day
    if (unit === "day") day += amount - 1
    else for (let left = amount - 1; left && day !== null; left--) day = this.next(day, later => this.works(later))
    // Nobody gets it while the door is shut.
    return day === null ? null : this.next(day, later => this.works(later) && this.opens(later))
  }

  /** Whether it is open, and when that changes: null where that is not known. */
  state({day, minute}) {
    if (!this.knows(day)) return null
    const span = this.spans(day).find(([, closes]) => minute < closes)
    if (span) return span[0] <= minute ? {open: true, day, minute: span[1]} : {open: false, day, minute: span[0]}
    const opening = this.next(day, later => this.opens(later))
    return {open: false, day: opening, minute: opening === null ? null : this.spans(opening)[0][0]}
  }
}

const sayClock = minute => `${Math.floor(minute / 60)}:${String(minute % 60).padStart(2, "0")}`

const sayDate = day => {
  const date = new Date(day * DAY * MINUTE)
  return `${WEEKDAYS[weekday(day)]}, ${date.getUTCDate()}/${date.getUTCMonth() + 1}`
}

/** The sentence about the day on which a result is due; "" where it is not known. */
export const sayDue = day => day === null ? "" : `Nộp hôm nay thì chậm nhất ${sayDate(day)} có kết quả.`

/** The sentence about a door; a weekday that is not of the next six days bears its date. */
export const sayState = (state, today) => {
  if (!state) return ""
  if (state.open) return `Đang mở cửa, đến ${sayClock(state.minute)}.`
  if (state.day === null) return "Đang nghỉ."
  const days = state.day - today
  const when = days === 0 ? "hôm nay" : days < 7 ? WEEKDAYS[weekday(state.day)] : sayDate(state.day)
  return `Đang nghỉ, mở lại ${sayClock(state.minute)} ${when}.`
}
