"""Files of briefs, creators and posts: what is read, what is refused, what is written."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from matchmaker.application.passes import Encoders
from matchmaker.application.scoring.files import Progress
from matchmaker.application.topic_fit.files import TopicFitted, score_topic_fit
from matchmaker.application.topic_fit.inputs import TopicFitInput
from matchmaker.errors import ModelUnavailableError, ValidationFailedError
from tests.unit.application.topic_fit.words import WordsEncoder, model

BRIEFS = "brief_id,text,category\nserum,We sell serums,skincare\nboots,We sell boots,football\n"
CREATORS = "creator_id,followers,observed_at\nbea,900,2026-03-01T00:00:00Z\nana,12000,\nsilent,3,\n"
POSTS = """creator_id,post_id,posted_at,caption
ana,a1,2026-02-01T00:00:00Z,my skincare
ana,a2,2026-02-02T00:00:00Z,football again
ana,a3,2026-02-03T00:00:00Z,skincare in the morning
bea,b1,2026-02-03T00:00:00Z,football
bea,late,2026-03-02T00:00:00Z,skincare
eve,e1,2026-02-03T00:00:00Z,nobody asked
"""


def run(
    folder: Path,
    out: str = "out.csv",
    progress: Progress | None = None,
    briefs: str = "briefs.csv",
    **files: str,
) -> TopicFitted:
    given = {"briefs.csv": BRIEFS, "creators.csv": CREATORS, "posts.csv": POSTS}
    given |= {name.replace("__", "."): text for name, text in files.items()}
    for name, text in given.items():
        (folder / name).write_text(text)
    source = TopicFitInput(folder / briefs, folder / "creators.csv", folder / "posts.csv")
    return score_topic_fit(source, folder / out, model(), Encoders(WordsEncoder()), progress or (lambda *_: None))


def written(folder: Path) -> pl.DataFrame:
    return pl.read_csv(folder / "out.csv")


def fits(folder: Path) -> dict[tuple[str, str], float | None]:
    rows = written(folder).select("brief_id", "creator_id", "topic_fit_probability").iter_rows()
    return {(brief, creator): fit for brief, creator, fit in rows}


def test_a_row_a_creator_and_brief_in_the_order_of_the_files(tmp_path: Path) -> None:
    told = run(tmp_path)
    rows = written(tmp_path)
    assert rows.columns == [
        "brief_id",
        "creator_id",
        "topic_fit_probability",
        "specialism_ratio",
        "evidence_post_ids",
    ]
    assert rows.select("creator_id", "brief_id").rows() == [
        (creator, brief) for creator in ("bea", "ana", "silent") for brief in ("serum", "boots")
    ]
    assert (told.creators_count, told.briefs_count) == (3, 2)


def test_the_fit_follows_the_posts_and_is_empty_without_one(tmp_path: Path) -> None:
    run(tmp_path)
    found = fits(tmp_path)
    assert found["boots", "bea"] > found["serum", "bea"]
    assert found["serum", "ana"] > found["serum", "bea"]
    assert found["serum", "silent"] is None


def test_evidence_names_what_raises_then_what_lowers(tmp_path: Path) -> None:
    run(tmp_path)
    (cited,) = written(tmp_path).filter(brief_id="serum", creator_id="ana")["evidence_post_ids"]
    assert json.loads(cited) == ["a3", "a1", "a2"]


def test_posts_of_others_and_from_after_the_creator_was_seen_are_not_used_and_told(tmp_path: Path) -> None:
    told = run(tmp_path)
    assert told.notes == [
        "1 posts belong to no creator of the creators file and were not used",
        "1 posts are newer than their creator's observed_at and were not used",
    ]
    assert "late" not in "".join(written(tmp_path)["evidence_post_ids"])


def test_only_the_newest_thirty_posts_count(tmp_path: Path) -> None:
    rows = [f"ana,n{day},2026-01-{day + 1:02d}T00:00:00Z,football" for day in range(30)]
    many = "\n".join(["creator_id,post_id,posted_at,caption", *rows])
    run(tmp_path, posts__csv=many + "\n")
    newest = fits(tmp_path)
    run(tmp_path, posts__csv=many + "\nana,old,2025-12-01T00:00:00Z,skincare\n")
    assert fits(tmp_path)["serum", "ana"] == newest["serum", "ana"]


def test_a_creator_has_the_same_fit_alone_and_among_others(tmp_path: Path) -> None:
    run(tmp_path)
    among = fits(tmp_path)
    run(tmp_path, creators__csv="creator_id\nana\n", briefs__csv=BRIEFS.splitlines()[0] + "\n" + BRIEFS.splitlines()[2])
    assert fits(tmp_path)["boots", "ana"] == pytest.approx(among["boots", "ana"], abs=1e-6)


def test_other_names_of_columns_are_read_and_other_columns_ignored(tmp_path: Path) -> None:
    run(tmp_path)
    canonical = fits(tmp_path)
    run(
        tmp_path,
        briefs__csv=BRIEFS.replace("brief_id,text,category", "topic_id,brief,category").replace("topic_id", "brand_id"),
        posts__csv=POSTS.replace("posted_at,caption", "date,text").replace("T00:00:00Z", ""),
    )
    assert fits(tmp_path) == canonical


def test_briefs_may_be_the_documents_that_rankings_are_asked_with(tmp_path: Path) -> None:
    run(tmp_path)
    canonical = fits(tmp_path)
    question = {
        "brief": {"text": "We sell boots", "category": "football", "budget": {"amount": 5.0, "currency": "USD"}}
    }
    run(tmp_path, briefs="boots.json", boots__json=json.dumps(question))
    assert fits(tmp_path) == {pair: fit for pair, fit in canonical.items() if pair[0] == "boots"}


def test_a_fault_in_a_brief_document_is_pointed_at(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError) as refused:
        run(tmp_path, briefs="boots.json", boots__json=json.dumps({"brief": {"text": "We sell boots", "mood": "good"}}))
    assert refused.value.errors[0].pointer == "/mood"


@pytest.mark.parametrize("given", ["texts", "owners"])
def test_posts_in_two_files_are_joined_by_post_id(given: str, tmp_path: Path) -> None:
    run(tmp_path)
    canonical = fits(tmp_path)
    rows = [line.split(",") for line in POSTS.splitlines()]
    texts = "\n".join(",".join(cells[1:]) for cells in rows) + "\n"
    owners = "\n".join(",".join(cells[:2]) for cells in rows) + "\n"
    asked, other = (texts, owners) if given == "texts" else (owners, texts)
    (tmp_path / "beside.csv.gz").write_bytes(gzip.compress(other.encode()))
    (tmp_path / "README.md").write_text("no table")
    told = run(tmp_path, posts__csv=asked)
    assert fits(tmp_path) == canonical
    assert told.notes[0] == "posts.csv was completed by beside.csv.gz, by post_id"


@pytest.mark.parametrize("out", ["out.jsonl", "out.parquet"])
def test_evidence_is_a_list_where_the_format_has_lists(out: str, tmp_path: Path) -> None:
    run(tmp_path, out)
    rows = pl.read_ndjson(tmp_path / out) if out.endswith("jsonl") else pl.read_parquet(tmp_path / out)
    assert rows["evidence_post_ids"].dtype == pl.List(pl.String)


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"briefs__csv": "brief_id,slogan\nserum,Glow\n"}, "column text or brief or query in briefs.csv"),
        ({"briefs__csv": "brief_id,text\nserum,Glow\nserum,Glow\n"}, "every brief_id once in briefs.csv, got 'serum'"),
        ({"creators__csv": "creator_id\nana\nana\n"}, "every creator_id once"),
        (
            {"posts__csv": "creator_id,caption\nana,x\n"},
            "column posted_at or date or published_at or created_at in posts.csv",
        ),
        ({"posts__csv": "likes\n3\n"}, "expected the columns creator_id"),
        ({"posts__csv": "post_id,date,text\na1,2026-01-01,x\n"}, "one file beside it, to have the columns creator_id"),
        ({"posts__csv": "creator_id,date,text\nana,soon,x\n"}, "row 2, column date"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_written(files: dict[str, str], words: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError, match=words):
        run(tmp_path, **files)
    assert not list(tmp_path.glob("*out*"))


def test_the_bar_of_captions_ends_when_all_are_read(tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    run(tmp_path, progress=lambda path, done, total: told.append((path.name, done, total)))
    captions = [(done, total) for name, done, total in told if name == "captions"]
    assert [done for done, _ in captions] == sorted(done for done, _ in captions)
    assert captions[-1] == (4, 4)


def test_a_model_for_vectors_of_another_encoder_is_refused(tmp_path: Path) -> None:
    parameters = model().parameters.model_copy(update={"space": "another-384"})
    source = TopicFitInput(tmp_path / "b.csv", tmp_path / "c.csv", tmp_path / "p.csv")
    with pytest.raises(ModelUnavailableError, match="got one for another-384"):
        score_topic_fit(
            source,
            tmp_path / "out.csv",
            replace(model(), parameters=parameters),
            Encoders(WordsEncoder()),
            lambda *_: None,
        )


def test_no_input_is_ever_overwritten(tmp_path: Path) -> None:
    with pytest.raises(ValidationFailedError, match="beside the input"):
        run(tmp_path, "briefs.csv")
