// What is closed is printed, too. Tables sort by a click on a heading: numbers from the largest, texts from A, then the other way round, then as printed.
(() => {
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const texts = new Intl.Collator("en", { numeric: true });

  // "1,234.50", "−3.1 %", "+20", "< 0.001": the first number of a cell, as the report writes them; a dash is no number
  const number = (text) => {
    const found = /^[<+]?\s*(\u2212?)([\d,]+(?:\.\d+)?)/.exec(text);
    return found ? (found[1] ? -1 : 1) * Number(found[2].replaceAll(",", "")) : null;
  };
  // "9 Dec 2011", "Fri 9 Dec 2011", "Dec 2011", "Dec 11 *", "1–9 Dec 2011": the first day
  const date = (text) => {
    const found = /^(?:[A-Z][a-z]{2} )?(?:(\d{1,2})(?:\u2013\d{1,2})? )?([A-Z][a-z]{2}) (\d{4}|\d{2})\b/.exec(text);
    const month = found ? months.indexOf(found[2]) : -1;
    const year = Number(found?.[3]);
    return month < 0 ? null : (year < 100 ? 2000 + year : year) * 372 + month * 31 + Number(found[1] ?? 1);
  };
  const value = (row, column) => row.cells[column]?.textContent.trim() ?? "";

  const sort = (table, column, heading, direction) => {
    const body = table.tBodies[0];
    const rows = table.mercatoRows;
    const cells = rows.map((row) => value(row, column));
    const dates = cells.some((text) => date(text) !== null) && cells.every((text) => text.length < 2 || date(text) !== null);
    const key = dates ? date : heading.classList.contains("n") ? number : null;
    const keys = cells.map((text) => (key ? key(text) : text || null));
    const order = rows.map((_, at) => at);
    if (direction !== "none") {
      const sign = direction === "ascending" ? 1 : -1;
      order.sort((a, b) => {
        if (keys[a] === null || keys[b] === null) return (keys[a] === null) - (keys[b] === null) || a - b;
        return sign * (key ? keys[a] - keys[b] : texts.compare(keys[a], keys[b])) || a - b;
      });
    }
    body.append(...order.map((at) => rows[at]));
  };

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const details of opened) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
  });

  for (const table of document.querySelectorAll(".table table")) {
    table.mercatoRows = [...table.tBodies[0].rows];
    if (table.mercatoRows.length < 2) continue;
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        const first = heading.classList.contains("n") ? "descending" : "ascending";
        const second = first === "ascending" ? "descending" : "ascending";
        const now = heading.getAttribute("aria-sort") ?? "none";
        const next = now === "none" ? first : now === first ? second : "none";
        for (const other of headings) other.removeAttribute("aria-sort");
        if (next !== "none") heading.setAttribute("aria-sort", next);
        sort(table, column, heading, next);
      });
    });
  }
})();
