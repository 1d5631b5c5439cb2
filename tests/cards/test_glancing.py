import random

import pytest

import assets
from cards.glancing import glance
from cards.reading import Dialect, read_table
from cards.tables import counted

WORDS = ("red", "blue", "dark green", "x_y")
UNUSUAL = (
    "",
    "NA",
    '"a"',
    "1e5",
    "nan",
    "inf",
    " 7",
    "+3",
    "ä",
    "5.",
    ".5",
    "x",
    "99999999999999999999",
)


def table(rng, odd):
    """A random table as text; some have something unusual in it."""
    makers = [
        lambda: str(rng.randint(-5, 5)),
        lambda: str(round(rng.uniform(-9, 9), rng.randint(0, 5))),
        lambda: rng.choice(WORDS),
        lambda: str(rng.randint(0, 10**6)),
    ]
    columns = [rng.choice(makers) for _ in range(rng.randint(2, 5))]
    rows = [[make() for make in columns] for _ in range(rng.randint(1, 150))]
    if odd:
        rng.choice(rows)[rng.randrange(len(columns))] = rng.choice(UNUSUAL)
    end = rng.choice(("\n", "\r\n"))
    head = [f"c{i}" for i in range(len(columns))]
    return end.join(",".join(row) for row in [head, *rows]) + rng.choice((end, ""))


@pytest.mark.parametrize("odd", [False, True])
def test_a_glance_tells_what_the_full_reading_tells_or_nothing(tmp_path, odd):
    told = 0
    for seed in range(60):
        path = tmp_path / f"{seed}.csv"
        path.write_bytes(table(random.Random(seed), odd).encode())
        seen = glance(path, ",", ("NA", "NaN", "?"))
        if seen is not None:
            told += 1
            real = counted(read_table(path, Dialect(missing=("NA", "NaN", "?"))))
            assert (seen, seen.classes) == (real, real.classes)
    assert told == (0 if odd else 60)


def test_the_wines_are_seen_at_a_glance():
    path = assets.FOLDER / "examples" / "wine.csv"
    seen = glance(path, ",", ())
    assert seen.rows == 178 and seen.classes["class"] == {0: 59, 1: 71, 2: 48}


@pytest.mark.parametrize(
    "text", ["", "a,b\n", "a\n1\n", "a,a\n1,2\n", "a,b\n1\n", "a,b\n1,2\n\n", "a,b\n1,2\r3,4\n"]
)
def test_what_is_unusual_is_left_to_the_full_reading(tmp_path, text):
    (tmp_path / "a.csv").write_text(text, newline="")
    assert glance(tmp_path / "a.csv", ",", ()) is None
