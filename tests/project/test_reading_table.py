"""The table that the reading benchmark prints: its figures, shares and goals. Nothing is timed here."""

from __future__ import annotations

from tests.benchmarks.rows import ROWS, Run, Weight, ratio, table
from tests.benchmarks.server import Load

PAGES = {row.page for row in ROWS}
BUSY = {name: Load(rate, 1, 2, 0.5) for name, rate in (("hello", 9000), ("listing", 500), ("rows", 1500))} | {
    row.name: Load(27_000 if row.warm else 300, 1, 2, 0.04 if row.warm else 6.36) for row in ROWS
}
ALONE = {name: Load(1, 0.25 if "warm" in name else 12.4, 18.04, 1) for name in BUSY}
RUN = Run(1000, BUSY, ALONE, dict.fromkeys(PAGES, 3), Weight(0.4, 48), Weight(2.2, 118.4), 7.25)


def lines(run):
    return {line.split(" | ")[0].removeprefix("| "): line for line in table(run).split("\n")}


def test_each_row_stands_beside_its_ceiling_and_its_goal():
    found = lines(RUN)
    assert (
        found["home, warm"]
        == "| home, warm | 27,000/s | 3.0 × hello (≥ 3) | 0.25 · 18 (≤ 1) | 0.040 |  |  | Oscar 0.0005 |"
    )
    assert found["category, computed"] == (
        "| category, computed | 300/s | 0.60 × listing (≥ 1) | 12 · 18 (≤ 6) | 6.4 | 3 (≤ 4) |  | Oscar 0.003 |"
    )
    assert found["JSON product, computed"] == (
        "| JSON product, computed | 300/s | 0.20 × rows (≥ 0.8) | 12 · 18 | 6.4 | 3 (≤ 2) |  | Oscar 0.09 |"
    )
    assert found["bare JSON of 20 rows"] == "| bare JSON of 20 rows | 1,500/s | 0.17 × hello | 12 · 18 | 0.50 | |  | |"
    assert found["memory of a worker"] == (
        "| memory of a worker | 118 MiB | 2.5 × bare (≤ 100, then 85) | | | | | Oscar 104 MiB |"
    )
    assert found["migrate"] == "| migrate | 7.2 s | – (≤ 10 s) | | | | | Oscar 15 s |"


def test_nginx_is_left_out_where_it_is_not_installed_and_compared_where_it_is():
    assert "nginx" not in table(RUN)
    with_it = Run(1000, BUSY | {"nginx": Load(54_000, 1, 1, 0)}, ALONE | {"nginx": Load(1, 0.03, 0.04, 0)}, RUN.statements,
                  RUN.bare, RUN.shop, 7)  # fmt: skip
    assert "3.0 × hello (≥ 3), 0.50 × nginx (≥ 0.4)" in lines(with_it)["home, warm"]


def test_a_later_run_tells_how_much_slower_a_page_became():
    later = Run(10_000, BUSY, ALONE, RUN.statements, RUN.bare, RUN.shop, 7, {"search, computed": 6.2})
    assert "| 2.0 × |" in lines(later)["search, computed"]
    assert " × |" not in lines(later)["home, computed"].replace("× listing", "")


def test_shares_keep_two_figures_that_count():
    busy = {"peer": Load(10_000, 1, 1, 1)} | {
        str(rate): Load(rate, 1, 1, 1) for rate in (71, 2.3, 5300, 23_400, 180_000)
    }
    assert [ratio(name, "peer", busy) for name in list(busy)[1:]] == ["0.0071", "0.00023", "0.53", "2.3", "18"]
