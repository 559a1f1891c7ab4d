from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.domain.columns import Column, Table
from matchmaker.domain.tables import CREATORS, POSTS, TABLES
from matchmaker.intake.importing import import_files
from matchmaker.intake.validation import validate
from matchmaker.store.catalogue import Catalogue
from tests.builders import a_creator, table
from tests.files import creators_csv, json_lines

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEW = settings(max_examples=8, deadline=None)  # each example opens a database of its own

cells = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.sampled_from(["1", "-1", "0.5", "NaN", "true", "2026-01-01T00:00:00Z", "ana", "tiktok", "[1]"]),
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=8,
)
posts = st.fixed_dictionaries(
    {"creator_id": st.sampled_from(["ana", "bob", "-"]), "post_id": st.sampled_from(["p1", "p2", "p3"])},
    optional={
        "posted_at": st.sampled_from(["2026-01-01T00:00:00Z", "2026-01-02", 3]),
        "observed_at": st.sampled_from(["2026-02-01T00:00:00Z", "2026-02-02T00:00:00Z"]),
        "likes_count": st.one_of(st.integers(-1, 3), st.booleans()),
        "caption": json_values,
    },
)


def catalogue_in(folder: Path) -> Catalogue:
    catalogue = Catalogue(f"sqlite:///{folder / 'catalogue.sqlite'}")
    catalogue.upsert(CREATORS, table("creators", [a_creator("ana"), a_creator("bob")]))
    return catalogue


@given(st.sampled_from(TABLES), st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_the_cells_every_row_is_either_accepted_or_has_a_fault(canonical: Table, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(canonical.names), min_size=1, unique=True))
    rows = data.draw(st.lists(st.tuples(*[cells] * len(names)), min_size=1, max_size=4))
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    judged = validate(canonical, frame, numbers=pl.Series(range(len(rows)), dtype=pl.Int64), now=NOW)
    rejected = {fault.row for fault in judged.rejected}
    assert judged.accepted.height + len(rejected) == len(rows)
    assert judged.accepted.schema == canonical.polars_schema
    assert all(len(fault.got) <= 80 for fault in judged.rejected)


@given(st.lists(posts, min_size=1, max_size=12))
@FEW
def test_importing_twice_is_importing_once_and_every_row_is_accounted_for(rows: list[dict[str, object]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        catalogue = catalogue_in(folder)
        path = json_lines(folder, "posts.jsonl", rows)
        first = import_files([path], catalogue)
        stored = catalogue.rows(POSTS)
        second = import_files([path], catalogue)
        assert catalogue.rows(POSTS).equals(stored)
        assert first.rows_read_count == len(rows)
        for report in (first, second):
            counted = report.files[0].tables["posts"]
            sums = counted.stored.inserted + counted.stored.updated + counted.stored.unchanged
            assert counted.rows_accepted_count == sums
        assert second.files[0].tables["posts"].stored.unchanged == first.rows_accepted_count
        catalogue.close()


@given(
    st.lists(
        st.tuples(st.sampled_from(["ana", "bob"]), st.integers(0, 5), st.integers(0, 9)),
        min_size=1,
        max_size=8,
        unique_by=lambda row: row[:2],
    ),
    st.randoms(),
)
@FEW
def test_the_order_of_observations_does_not_matter(seen: list[tuple[str, int, int]], shuffler: Random) -> None:
    frames = [
        table("creators", [a_creator(who, observed_at=NOW + timedelta(hours=hour), followers_count=count)])
        for who, hour, count in seen
    ]
    shuffled = list(frames)
    shuffler.shuffle(shuffled)
    results = []
    for order in (frames, shuffled):
        with TemporaryDirectory() as name:
            catalogue = Catalogue(f"sqlite:///{name}/catalogue.sqlite")
            for frame in order:
                catalogue.upsert(CREATORS, frame)
            results.append(catalogue.rows(CREATORS))
            catalogue.close()
    assert results[0].equals(results[1])


def _cell(column: Column) -> st.SearchStrategy[object]:
    texts = st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=min(column.longest, 30)
    )
    kinds: dict[str, st.SearchStrategy[object]] = {
        "id": st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,20}", fullmatch=True),
        "text": texts,
        "choice": st.sampled_from(column.choices or ("none",)),
        "integer": st.integers(0, 10_000_000_000),
        "number": st.floats(0, 1, allow_subnormal=False),
        "boolean": st.booleans(),
        "instant": st.datetimes(datetime(2000, 1, 1), datetime(2026, 1, 1), timezones=st.just(UTC)),
        "texts": st.lists(texts, max_size=3),
    }
    return kinds[column.kind] if column.required else st.none() | kinds[column.kind]


@given(st.data())
@FEW
def test_creators_come_back_from_the_database_as_they_went_in(data: st.DataObject) -> None:
    row = st.fixed_dictionaries({column.name: _cell(column) for column in CREATORS.columns})
    rows = data.draw(st.lists(row, min_size=1, max_size=4, unique_by=lambda drawn: drawn["creator_id"]))
    frame = pl.DataFrame(rows, schema=CREATORS.polars_schema).sort("creator_id")
    with TemporaryDirectory() as name:
        catalogue = Catalogue(f"sqlite:///{name}/catalogue.sqlite")
        catalogue.upsert(CREATORS, frame)
        found = catalogue.rows(CREATORS)
        catalogue.close()
    assert found.equals(frame)


def test_a_file_of_nothing_but_rejected_rows_leaves_the_catalogue_empty(tmp_path: Path) -> None:
    catalogue = Catalogue(f"sqlite:///{tmp_path / 'catalogue.sqlite'}")
    assert import_files([creators_csv(tmp_path, "-a", "-b")], catalogue).rows_rejected_count == 2
    assert catalogue.counts()["creators"] == 0
    catalogue.close()
