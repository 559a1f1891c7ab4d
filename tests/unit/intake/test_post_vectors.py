import json
from pathlib import Path

import polars as pl
import pytest

from matchmaker.domain.tables import POST_VECTORS
from matchmaker.errors import ValidationFailedError
from matchmaker.intake.documents import creator_document
from matchmaker.intake.importing import import_files
from matchmaker.store.catalogue import Catalogue
from tests.builders import NOW, a_creator, a_post, table

OBSERVED = NOW.isoformat()


def _document(*vectors: dict[str, object]) -> dict[str, object]:
    posts = [{"post_id": "p1", "posted_at": OBSERVED}]
    return {
        "creator_id": "ana",
        "platform": "instagram",
        "observed_at": OBSERVED,
        "posts": posts,
        "post_vectors": list(vectors),
    }


@pytest.mark.parametrize("cell", ["[0.5, -2, 1e-3]", "0.5 -2 0.001", " 0.5,-2;0.001 "])
def test_a_vector_is_read_from_a_csv_cell(cell: str, catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.upsert_together({"creators": table("creators", [a_creator()])})
    path = tmp_path / "post_vectors.csv"
    path.write_text(f'creator_id,post_id,space,observed_at,vector\nana,p1,clip,{OBSERVED},"{cell}"\n')
    import_files([path], catalogue)
    assert catalogue.rows(POST_VECTORS)["vector"].to_list() == [pytest.approx([0.5, -2, 0.001])]


def test_a_document_brings_vectors_of_its_posts_and_they_are_stored_as_they_came(catalogue: Catalogue) -> None:
    frames = creator_document(_document({"post_id": "p1", "space": "clip", "vector": [0.25, 3, -1.5]}))
    catalogue.upsert_together(frames)
    assert catalogue.snapshot(["ana"]).post_vectors["vector"].to_list() == [[0.25, 3.0, -1.5]]


def test_a_snapshot_holds_vectors_of_its_newest_posts_alone(catalogue: Catalogue) -> None:
    posts = [a_post(post_id=f"p{number}", posted_at=NOW.replace(day=1, hour=number)) for number in range(4)]
    rows = [
        {"creator_id": "ana", "post_id": f"p{number}", "space": "clip", "observed_at": NOW, "vector": [1.0, number]}
        for number in range(4)
    ]
    catalogue.upsert_together(
        {
            "creators": table("creators", [a_creator()]),
            "posts": table("posts", posts),
            "post_vectors": table("post_vectors", rows),
        }
    )
    assert catalogue.snapshot(["ana"], posts_limit=2).post_vectors["post_id"].to_list() == ["p2", "p3"]


def test_parquet_of_double_precision_is_taken_and_gone_with_its_creator(catalogue: Catalogue, tmp_path: Path) -> None:
    catalogue.upsert_together({"creators": table("creators", [a_creator()])})
    row = {"creator_id": ["ana"], "post_id": ["p1"], "space": ["clip"], "observed_at": [NOW], "vector": [[0.5, 1.0]]}
    pl.DataFrame(row).write_parquet(tmp_path / "vectors.parquet")
    import_files([tmp_path / "vectors.parquet"], catalogue)
    stored = catalogue.rows(POST_VECTORS).height
    catalogue.delete_creator("ana")
    assert (stored, catalogue.rows(POST_VECTORS).height) == (1, 0)


@pytest.mark.parametrize(
    ("vector", "expected"),
    [
        ([0.0, 0.0], "1 to 4,096 finite numbers, not all 0"),
        ([], "1 to 4,096 finite numbers, not all 0"),
        ([1e300, 1.0], "1 to 4,096 finite numbers, not all 0"),
        (["1", 2], "1 to 4,096 finite numbers, not all 0"),
        ([True], "1 to 4,096 finite numbers, not all 0"),
        ([0.1] * 4_097, "1 to 4,096 finite numbers, not all 0"),
    ],
)
def test_what_is_no_vector_is_a_fault_with_its_place(vector: list[object], expected: str) -> None:
    with pytest.raises(ValidationFailedError) as caught:
        creator_document(_document({"post_id": "p1", "space": "clip", "vector": vector}))
    (fault,) = caught.value.errors
    assert (fault.pointer, fault.expected.startswith(expected)) == ("/post_vectors/0/vector", True)


def test_vectors_of_one_space_have_one_length() -> None:
    vectors = [
        {"post_id": "p1", "space": "clip", "vector": [1, 2, 3]},
        {"post_id": "p2", "space": "clip", "vector": [1, 2]},
        {"post_id": "p1", "space": "dino", "vector": [1, 2]},
    ]
    with pytest.raises(ValidationFailedError) as caught:
        creator_document(_document(*vectors))
    (fault,) = caught.value.errors
    assert (fault.pointer, fault.expected, fault.got) == (
        "/post_vectors/1/vector",
        "3 numbers, as the first vector of clip has",
        "2 numbers",
    )


def test_the_schema_of_a_document_says_what_a_vector_is() -> None:
    schema = json.loads((Path(__file__).parents[3] / "data/schemas/creator_document.json").read_text())
    rows = schema["properties"]["post_vectors"]["items"]
    assert rows["required"] == ["post_id", "space", "vector"]
    assert rows["properties"]["vector"]["items"] == {"type": "number"}
