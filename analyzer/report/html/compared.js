"use strict";
(() => {
  const bounds = (row, place) => {
    const cell = row.cells[place];
    return [Number(cell.dataset.low), Number(cell.dataset.high)];
  };
  const order = (table, row) => {
    const places = [...Array(row.cells.length).keys()].slice(1);
    return places.sort((one, other) => {
      const [a, b] = [bounds(row, one), bounds(row, other)];
      return b[0] - a[0] || b[1] - a[1] || one - other;
    });
  };
  const arrange = (table, places) => {
    for (const row of table.rows) {
      const cells = [...row.cells];
      for (const place of places) row.append(cells[place]);
    }
  };
  for (const table of document.querySelectorAll("table.compared")) {
    for (const row of table.tBodies[0].rows) {
      const heading = row.cells[0];
      if (row.cells.length < 3 || ![...row.cells].slice(1).every((cell) => "low" in cell.dataset)) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.title = "Sort the candidates by this row, highest lower bound first";
      button.setAttribute("aria-pressed", "false");
      button.append(...heading.childNodes);
      heading.append(button);
      button.addEventListener("click", () => {
        arrange(table, order(table, row));
        for (const each of table.querySelectorAll(".sort")) each.setAttribute("aria-pressed", String(each === button));
      });
    }
  }
})();
