"""What the reading benchmark measures, what each row should reach, and the table that it prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.benchmarks.server import Load

CEILINGS = {
    "hello": "bare Django, one word",
    "listing": "bare ORM and template, 24 cards",
    "rows": "bare JSON of 20 rows",
    "bytes": "finished bytes before bare Django, 10 kB",
    "nginx": "nginx, a file of 10 kB",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A page, how it is asked for, and its goals: at least so much of a ceiling, at most so many ms and statements.

    A `warm` page is asked for again and again, as an anonymous visitor gets it; else each answer is computed.
    `rival` is the best other shop's share of the first ceiling, where one was measured.
    """

    page: str
    goals: Mapping[str, float | None]
    warm: bool = False
    p95: float | None = None
    statements: int | None = None
    rival: str = ""

    @property
    def name(self) -> str:
        return f"{self.page}, {'warm' if self.warm else 'computed'}"


def _warm(page: str, rival: str) -> Row:
    return Row(page, {"hello": 3, "nginx": 0.4}, warm=True, p95=1, rival=rival)


def _page(page: str, rival: str) -> Row:
    return Row(page, {"listing": 1}, p95=6, statements=4, rival=rival)


ROWS = (
    _warm("home", "Oscar 0.0005"),
    _warm("category", "Oscar 0.0002"),
    _warm("product", "Oscar 0.006"),
    _warm("search", "Oscar 0.0006"),
    Row("JSON list", {"hello": None}, warm=True),
    Row("GraphQL list", {"hello": 1}, warm=True),
    Row("GraphQL product", {"hello": 1}, warm=True),
    _page("home", "Oscar 0.009"),
    _page("category", "Oscar 0.003"),
    _page("product", "Oscar 0.1"),
    _page("search", "Oscar 0.012"),
    Row("JSON list", {"rows": 0.6}, statements=2, rival="Vendure 0.21"),
    Row("JSON product", {"rows": 0.8}, statements=2, rival="Oscar 0.09"),
    Row("JSON search", {"rows": 0.6}, statements=2, rival="Saleor 0.012"),
    Row("GraphQL list", {"rows": 0.2}, statements=3, rival="Vendure 0.017"),
    Row("GraphQL product", {"rows": 0.2}, statements=3, rival="Vendure 0.07"),
    Row("me", {"hello": None}),
)


@dataclass(frozen=True, slots=True)
class Weight:
    """What a server weighs: seconds to the first answer, MiB of a worker after a load."""

    start: float
    memory: float


@dataclass(frozen=True, slots=True)
class Run:
    """What one run saw: each row and ceiling under load and alone, statements by page, and what the servers weigh."""

    products: int
    busy: Mapping[str, Load]
    alone: Mapping[str, Load]
    statements: Mapping[str, int]
    bare: Weight
    shop: Weight
    migrate: float
    before: Mapping[str, float] = field(default_factory=dict)  # p50 alone of the first run, with fewer products


def table(run: Run) -> str:
    """Return a run as a table in Markdown."""
    lines = [
        f"| {run.products:,} products | this run | of its ceiling (goal) | p50 · p95 ms (goal) | CPU ms | SQL (goal) | growth | best peer |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [_ceiling(name, run) for name in CEILINGS if name in run.busy]
    lines += [_line(row, run) for row in ROWS if row.name in run.busy]
    lines += [
        _weight("memory of a worker", run.shop.memory, run.bare.memory, "MiB", "≤ 100, then 85", "Oscar 104 MiB"),
        _weight("start to the first page", run.shop.start, run.bare.start, "s", "≤ 1.2 s", "Oscar 1.3 s"),
        f"| migrate | {run.migrate:.1f} s | – (≤ 10 s) | | | | | Oscar 15 s |",
    ]
    return "\n".join(lines)


def _ceiling(name: str, run: Run) -> str:
    share = ratio(name, "hello", run.busy)
    return f"| {CEILINGS[name]} | {run.busy[name].rate:,.0f}/s | {share} × hello | {_times(name, run)} | {_figures(run.busy[name].cpu)} | | {_growth(name, run)} | |"


def _line(row: Row, run: Run) -> str:
    shares = [
        f"{ratio(row.name, peer, run.busy)} × {peer}{_goal('≥', least)}"
        for peer, least in row.goals.items()
        if peer in run.busy
    ]
    statements = "" if row.warm else f"{run.statements[row.page]}{_goal('≤', row.statements)}"
    return (
        f"| {row.name} | {run.busy[row.name].rate:,.0f}/s | {', '.join(shares)} | {_times(row.name, run)}"
        f"{_goal('≤', row.p95)} | {_figures(run.busy[row.name].cpu)} | {statements} | {_growth(row.name, run)} | {row.rival} |"
    )


def _weight(name: str, shop: float, bare: float, unit: str, goal: str, rival: str) -> str:
    return f"| {name} | {_figures(shop)} {unit} | {_figures(shop / bare)} × bare ({goal}) | | | | | {rival} |"


def ratio(name: str, peer: str, busy: Mapping[str, Load]) -> str:
    """Return how much of another row's rate one has, with two figures that count."""
    return _figures(busy[name].rate / busy[peer].rate)


def _growth(name: str, run: Run) -> str:
    return f"{_figures(run.alone[name].p50 / run.before[name])} ×" if name in run.before else ""


def _times(name: str, run: Run) -> str:
    return f"{_figures(run.alone[name].p50)} · {_figures(run.alone[name].p95)}"


def _goal(sign: str, value: float | None) -> str:
    return "" if value is None else f" ({sign} {value:g})"


def _figures(value: float) -> str:
    """Return a number with two figures that count: 0.0071, 0.53, 2.3, 18, 118."""
    if value >= 10:
        return f"{value:,.0f}"
    places = 1 if value >= 1 else 2
    while value and value < 10 ** -(places - 1) and places < 6:
        places += 1
    return f"{value:.{places}f}"
