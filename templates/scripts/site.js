// The large box on the home page opens the theme's search, with the cursor in it, so that a phone's
// keyboard comes up at once and a keyboard alone can reach it.
const box = document.querySelector(".mc-search")
if (box) {
  box.addEventListener("click", () => {
    const toggle = document.getElementById("__search")
    toggle.checked = true
    toggle.dispatchEvent(new Event("change"))
    document.querySelector("[data-md-component=search-query]").focus()
  })
}
