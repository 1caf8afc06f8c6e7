// The page's own script: sorts tables, filters rows, stretches pictures. It reads and writes text only.

/** Runs at the end of the page; without it everything is still there to read. */
export const PROFILE_SCRIPT = `
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const isDescending = head.getAttribute("aria-sort") !== "descending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      const key = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const rows = [...table.tBodies[0].rows].sort((a, b) => {
        const [x, y] = [Number(key(a)), Number(key(b))];
        const order = Number.isNaN(x) || Number.isNaN(y) ? key(a).localeCompare(key(b)) : x - y;
        return isDescending ? -order : order;
      });
      table.tBodies[0].append(...rows);
    });
  });
}
for (const input of document.querySelectorAll("input[data-filter]")) {
  input.addEventListener("input", () => {
    const text = input.value.toLowerCase();
    for (const row of document.getElementById(input.dataset.filter).tBodies[0].rows) {
      row.hidden = !row.textContent.toLowerCase().includes(text);
    }
  });
}
for (const input of document.querySelectorAll("input[data-stretch]")) {
  input.addEventListener("input", () => {
    const svg = document.getElementById(input.dataset.stretch);
    svg.style.width = 100 * input.value + "%";
    for (const text of svg.querySelectorAll("text")) {
      const x = Number(text.getAttribute("x")) * (1 - 1 / input.value);
      text.setAttribute("transform", "translate(" + x + " 0) scale(" + 1 / input.value + " 1)");
    }
  });
}
`;
